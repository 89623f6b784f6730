import pytest

from core.tenancy import acting_for
from tenancy.setup import create_tenant


@pytest.fixture
def tenant(db):
    """A tenant of this test's own, in force."""
    made = create_tenant(code="cash", name="远澜智能")
    with acting_for(made):
        yield made
