"""Deals for programs: the spine with its figures, its team and its timeline."""
