"""`manage.py makemigrations`, with indexes and constraints written into the tables they belong to.

Django writes them as steps of their own, and each such step rebuilds its picture of every related model: on a fresh
database that is most of the time `migrate` takes.
"""

from django.core.management.commands import makemigrations
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel


class Command(makemigrations.Command):
    """Django's command; what it is about to write is folded first."""

    def write_migration_files(self, changes, *args, **kwargs):
        for migrations in changes.values():
            for migration in migrations:
                migration.operations = folded(migration.operations)
        super().write_migration_files(changes, *args, **kwargs)


def folded(operations: list) -> list:
    """The same operations with AddIndex and AddConstraint moved into the CreateModel of this migration.

    Left alone where a later AddField brings a column that the index needs.
    """
    created = {op.name_lower: op for op in operations if isinstance(op, CreateModel)}
    late = {op.model_name_lower for op in operations if isinstance(op, AddField)}
    kept = []
    for operation in operations:
        name = getattr(operation, "model_name_lower", None)
        if isinstance(operation, AddIndex | AddConstraint) and name in created and name not in late:
            kind = "indexes" if isinstance(operation, AddIndex) else "constraints"
            part = operation.index if kind == "indexes" else operation.constraint
            created[name].options.setdefault(kind, []).append(part)
        else:
            kept.append(operation)
    return kept
