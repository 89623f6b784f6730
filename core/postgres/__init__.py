"""Django's PostgreSQL backend with two things of ours; see `base`."""
