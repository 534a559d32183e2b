"""An account's own number of posts a day is 1 or more; 0 was taken for "none of its own", and becomes that."""

from django.db import migrations, models


def zero_means_none(apps, schema_editor):
    apps.get_model("publishing", "Account").objects.filter(posts_per_day=0).update(posts_per_day=None)


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0004_taken_down_at"),
    ]

    operations = [
        migrations.RunPython(zero_means_none, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("posts_per_day__isnull", True), ("posts_per_day__gt", 0), _connector="OR"),
                name="account_posts_per_day",
            ),
        ),
    ]
