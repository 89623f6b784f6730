from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0002_department_in_use")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="single_keys",
            field=models.BooleanField(default=True, verbose_name="keyboard shortcuts of one key"),
        ),
    ]
