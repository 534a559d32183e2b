from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_find_errors")]

    operations = [
        migrations.AddField(
            model_name="schedule",
            name="problem",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
