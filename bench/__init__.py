"""`make bench`: what the platform costs, beside a bare DRF endpoint and plain SQL in the same run.

Loads a scratch database of its own, starts the real processes on it and measures over HTTP. It asserts nothing and
leaves nothing in the work tree: ratios of one run are what its figures are worth.
"""
