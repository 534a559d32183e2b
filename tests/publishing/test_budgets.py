"""An account that has sent as much as it may in a day waits until there is room again."""

from datetime import timedelta

import pytest

from reelpress.lib import clock
from reelpress.lib.errors import BadInput
from reelpress.publishing import budgets, planning
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from tests.factories import a_publication, an_account

pytestmark = pytest.mark.django_db


def sent(account, hours):
    return a_publication(to=account, status="published", published_at=clock.now() - timedelta(hours=hours))


def test_there_is_room_until_the_day_is_full():
    account = an_account("tiktok", posts_per_day=2)
    sent(account, 5)
    assert budgets.wait(account) == 0
    sent(account, 3)
    assert 18.9 * 3600 < budgets.wait(account) < 19.1 * 3600


def test_what_was_sent_longer_ago_than_a_day_counts_no_more():
    account = an_account("tiktok", posts_per_day=1)
    sent(account, 25)
    assert budgets.wait(account) == 0


def test_what_may_be_out_counts_too():
    account = an_account("tiktok", posts_per_day=1)
    a_publication(to=account, status="unconfirmed", attempted_at=clock.now())
    assert budgets.wait(account) > 86_000


def test_what_may_be_out_counts_from_when_it_went_not_from_its_first_try():
    account, now = an_account("tiktok", posts_per_day=1), clock.now()
    a_publication(to=account, status="processing", attempted_at=now - timedelta(days=3), updated_at=now)
    assert budgets.wait(account) > 86_000


def test_accounts_of_one_youtube_client_share_the_budget_of_the_setting(settings):
    settings.YOUTUBE_POSTS_PER_DAY = 1
    one, other = an_account(), an_account(posts_per_day=5)
    sent(one, 1)
    assert budgets.wait(other) > 0 == budgets.wait(an_account("tiktok"))
    with pytest.raises(PublishError, match="This client of youtube has sent 1"):
        budgets.check(a_publication(to=other))
    settings.YOUTUBE_POSTS_PER_DAY = 2
    assert budgets.wait(other) == 0


def test_a_number_of_its_own_counts_the_posts_of_that_account_only():
    one, other = an_account(), an_account(posts_per_day=1)
    sent(one, 1)
    assert budgets.wait(other) == 0
    sent(other, 1)
    assert budgets.wait(other) > 0 == budgets.wait(one)


@pytest.mark.parametrize("most", [0, -1, 10_001])
def test_a_number_with_which_nothing_or_everything_is_sent_is_refused_in_words(most):
    account = an_account("tiktok", posts_per_day=1)
    with pytest.raises(BadInput, match="or none for what the platform allows; remove the account to send nothing"):
        planning.set_posts_per_day(account, most)
    assert account.posts_per_day == 1
    planning.set_posts_per_day(account, None)
    assert budgets.budget(account).most == budgets.PER_DAY["tiktok"]


def test_posts_to_the_demo_network_use_up_nothing_of_the_real_one(settings):
    settings.YOUTUBE_POSTS_PER_DAY = 1
    sent(an_account(demo=True), 1)
    assert budgets.wait(an_account()) == 0 < budgets.wait(an_account(demo=True))


def test_a_full_day_names_the_time():
    account = an_account("instagram", posts_per_day=1)
    sent(account, 1)
    with pytest.raises(PublishError, match="as many as it may") as full:
        budgets.check(a_publication(to=account))
    assert full.value.error_class is ErrorClass.DAILY_CAP and full.value.retry_after > 82_000


def test_a_publication_is_no_obstacle_to_itself():
    account = an_account("tiktok", posts_per_day=1)
    publication = a_publication(to=account, status="committing", attempted_at=clock.now())
    budgets.check(publication)


def test_where_no_number_is_known_nothing_waits():
    account = an_account("telegram")
    for _ in range(3):
        sent(account, 1)
    assert budgets.wait(account) == 0


def slowed(account, **fields):
    facts = {"status": "scheduled", "error_class": "RATE_LIMIT", "due_at": clock.now() + timedelta(minutes=10)}
    return a_publication(to=account, **facts | fields)


def test_what_a_platform_said_to_one_publication_of_an_account_holds_for_the_others():
    account = an_account("facebook")
    slowed(account)
    with pytest.raises(PublishError, match="asked for a pause") as told:
        budgets.check(a_publication(to=account))
    assert told.value.error_class is ErrorClass.RATE_LIMIT and 590 < told.value.retry_after <= 600
    budgets.check(a_publication(to=an_account("facebook")))


@pytest.mark.parametrize(
    "over", [{"error_class": "DAILY_CAP"}, {"due_at": None}, {"status": "cancelled"}, {"error_class": ""}], ids=str
)
def test_a_pause_that_is_over_or_of_some_posts_only_holds_nobody_up(over):
    account = an_account("facebook")
    slowed(account, **over)
    slowed(account, due_at=clock.now() - timedelta(seconds=1))
    budgets.check(a_publication(to=account))


def test_a_publication_does_not_wait_for_itself():
    budgets.check(slowed(an_account("facebook")))
