"""The demo tenants: two companies whose history is walked through the real moves at past dates."""
