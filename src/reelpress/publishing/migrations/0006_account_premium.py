"""An account may be subscribed to X Premium, which lets it post longer texts and videos."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0005_account_posts_per_day"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="premium",
            field=models.BooleanField(default=False, help_text="Subscribed to X Premium, which takes more of a post"),
        ),
    ]
