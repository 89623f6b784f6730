"""PostgreSQL and Valkey from wheels, and the supervisor that runs the platform's processes on them.

Needs no Django: `settings` asks `services.find` where the services are.
"""
