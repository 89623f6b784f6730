"""Who sees imports: whoever brought the file, and those who read everything."""

from django.db.models import Q

from integrations.models import Import
from tenancy.sight import register_sight


def sees_imports(by) -> Q:
    """One's own."""
    return Q(created_by_id=by.user_id)


register_sight(Import, sees_imports)
