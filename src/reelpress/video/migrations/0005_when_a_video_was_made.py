from django.db import migrations, models
from django.db.models import F


def date(apps, schema_editor):
    """Take for made when a row was last written, of videos made before: nothing else is known of them."""
    apps.get_model("video", "Video").objects.exclude(file="").update(made_at=F("updated_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("video", "0004_music_of_one_video"),
    ]

    operations = [
        migrations.AddField(
            model_name="video",
            name="made_at",
            field=models.DateTimeField(blank=True, help_text="When the files were made", null=True),
        ),
        migrations.AddField(
            model_name="video",
            name="made_version",
            field=models.CharField(
                blank=True,
                default="",
                help_text="What a person saw of the storyboard when they were made",
                max_length=32,
            ),
        ),
        migrations.RunPython(date, migrations.RunPython.noop),
    ]
