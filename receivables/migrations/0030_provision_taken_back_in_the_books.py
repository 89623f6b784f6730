"""A provision run that was reversed after it was handed over is taken back in the general ledger, once."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("receivables", "0029_provision_lines_sorted"),
        ("tenancy", "0009_rights_of_the_books"),
    ]

    operations = [
        migrations.AddField(
            model_name="booksexported",
            name="is_counter",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RemoveConstraint(model_name="booksexported", name="provision_handed_over_once"),
        migrations.AddConstraint(
            model_name="booksexported",
            constraint=models.UniqueConstraint(
                condition=Q(is_repeat=False, provision__isnull=False),
                fields=("tenant", "target", "provision", "is_counter"),
                name="provision_handed_over_once",
            ),
        ),
    ]
