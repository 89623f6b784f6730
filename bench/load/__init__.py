"""Fills the scratch database: by COPY where there is volume, by the platform's services where there are rules."""
