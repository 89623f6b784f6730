from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenancy", "0003_single_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="role",
            name="name_en",
            field=models.CharField(blank=True, default="", max_length=80, verbose_name="English name"),
        ),
        migrations.AddField(
            model_name="role",
            name="is_active",
            field=models.BooleanField(default=True, editable=False, verbose_name="in use"),
        ),
    ]
