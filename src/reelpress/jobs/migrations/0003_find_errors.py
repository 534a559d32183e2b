"""Find jobs with an error, and failed jobs of a type, by indexes that hold those alone."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('jobs', '0002_gauge'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='job',
            index=models.Index(models.F('type'), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('status', 'failed')), name='job_failed_by_type'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(models.OrderBy(models.F('id'), descending=True), condition=models.Q(('error_message', ''), _negated=True), name='job_with_error'),
        ),
    ]
