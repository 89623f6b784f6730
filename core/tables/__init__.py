"""Tables out of files: CSV in whatever encoding and with whatever separator, and workbooks; streamed within bounds."""
