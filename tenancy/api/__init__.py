"""The tenancy's resources: users, departments, roles."""
