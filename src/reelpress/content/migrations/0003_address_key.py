from django.db import migrations, models

from reelpress.content.sources import links


def name_addresses(apps, schema_editor):
    """Give the posts that have an address the key by which it is recognised."""
    posts = apps.get_model('content', 'Post').objects.exclude(canonical_url='')
    for pk, url in posts.values_list('pk', 'canonical_url').iterator():
        posts.filter(pk=pk).update(address_key=links.key(url))


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0002_feed'),
    ]

    operations = [
        migrations.AlterField(
            model_name='post',
            name='digest',
            field=models.CharField(db_index=True, help_text='Names all of the above; equal means unchanged', max_length=32),
        ),
        migrations.AddField(
            model_name='post',
            name='address_key',
            field=models.CharField(blank=True, db_index=True, default='', help_text='Names the canonical address, however spelt', max_length=32),
        ),
        migrations.RunPython(name_addresses, migrations.RunPython.noop),
    ]
