"""The lines of all provision runs are listed by their amount."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0010_standards_and_restrictions_on_file"),
        ("receivables", "0001_folded_to_0028"),
        ("tenancy", "0009_rights_of_the_books"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="provisionline",
            index=models.Index(fields=["tenant", "amount_minor", "id"], name="provision_line_sorted"),
        ),
    ]
