"""The one save that must reach the disk."""

import pytest
from django.db import connection

from reelpress.content.models import Post
from reelpress.publishing import transitions
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.platforms.base import Step

FULL = 2


@pytest.mark.django_db(transaction=True)
def test_the_save_before_the_publishing_call_reaches_the_disk():
    account = Account.objects.create(platform="telegram", name="News")
    post = Post.objects.create(slug="p", title="P", body="B", origin="p.md")
    facts = {"account": account, "post": post, "variant": "text", "tag": "t"}
    publication = Publication.objects.create(**facts, status="publishing", claim="mine")
    levels = []

    def watch(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and connection.vendor == "sqlite":
            levels.append(connection.connection.execute("PRAGMA synchronous").fetchone()[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        transitions.save(publication, Step({}, "publishing"))
        transitions.save(publication, Step({}, "committing"))
    publication.refresh_from_db()
    assert publication.status == "committing"
    if connection.vendor == "sqlite":
        assert levels[0] != FULL and levels[1] == FULL
