"""Sessions are found by the digest of their key: devices keep no more of it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0006_device"), ("sessions", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "create index session_by_digest on django_session (encode(sha256((session_key)::bytea), 'hex'))",
            "drop index session_by_digest",
        )
    ]
