"""Arithmetic and reading without a database: plain values in, plain values out."""
