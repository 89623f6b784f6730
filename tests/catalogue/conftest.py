"""The company of the customers' tests serves here too."""

from tests.customers.conftest import alpha, caller, companies

__all__ = ["alpha", "caller", "companies"]
