"""Add how the queues stood over time, and add the hours that were counted so far up to days."""

from django.db import migrations, models

from reelpress.jobs import histogram

COUNTED = ("completed", "failed", "cancelled", "retried")


def days(apps, schema_editor):
    Rollup = apps.get_model("jobs", "Rollup")
    found = {}
    for row in Rollup.objects.filter(span="hour").iterator():
        key = (row.at.replace(hour=0), row.queue, row.type)
        day = found.setdefault(key, Rollup(span="day", at=key[0], queue=row.queue, type=row.type))
        for name in COUNTED:
            setattr(day, name, getattr(day, name) + getattr(row, name))
        day.waits = histogram.merged((day.waits, row.waits))
        day.runs = histogram.merged((day.runs, row.runs))
    Rollup.objects.bulk_create(found.values(), batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Gauge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("span", models.CharField(max_length=6)),
                ("at", models.DateTimeField()),
                ("queue", models.CharField(blank=True, default="", max_length=40)),
                ("waiting", models.IntegerField(default=0)),
                ("running", models.IntegerField(default=0)),
                ("places", models.IntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("span", "at", "queue"), name="gauge_once")],
            },
        ),
        migrations.RunPython(days, migrations.RunPython.noop),
    ]
