"""Bank statement files, one module a format, all read into the same shape (decision 28). No database.

reading.read finds the format by the content; text finds the encoding; shape is what comes out.
"""
