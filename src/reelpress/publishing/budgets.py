"""How many posts an account may still send today. What was sent is counted in the publications themselves.

Platforms count over the last 24 hours; what goes over is moved to when there is room again, never failed.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from reelpress.lib import clock
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from reelpress.publishing.states import Status

DAY = timedelta(hours=24)
PER_DAY = {"youtube": 100, "instagram": 50, "facebook": 30, "tiktok": 15, "linkedin": 150, "twitter": 10_000}
SHARED = ("youtube",)  # one budget for all accounts: the platform counts by our client
SPENT = (Status.COMMITTING, Status.PROCESSING, Status.PUBLISHED, Status.UNCONFIRMED)
SLACK_SECONDS = 60


def allowed(account: Account) -> int:
    """Return how many posts a day `account` may send; 0 where no number is known."""
    return account.posts_per_day or PER_DAY.get(account.platform, 0)


def spent(account: Account, *, besides: Publication | None = None) -> list[datetime]:
    """Return when `account` posted in the last 24 hours, the oldest first."""
    whose = Q(account__platform=account.platform) if account.platform in SHARED else Q(account=account)
    rows = Publication.objects.filter(whose, status__in=SPENT)
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    since = clock.now() - DAY
    recent = rows.filter(Q(published_at__gt=since) | Q(published_at=None, attempted_at__gt=since))
    return sorted(at for row in recent.values_list("published_at", "attempted_at") if (at := row[0] or row[1]))


def wait(account: Account, *, besides: Publication | None = None) -> float:
    """Return the seconds until `account` may post; 0 when it may now."""
    most = allowed(account)
    sent = spent(account, besides=besides) if most else []
    if len(sent) < most or not most:
        return 0.0
    return max(1.0, (sent[-most] + DAY - clock.now()).total_seconds() + SLACK_SECONDS)


def check(publication: Publication) -> None:
    """Raise a `PublishError` that names the time when the account's day is full."""
    seconds = wait(publication.account, besides=publication)
    if seconds:
        most = allowed(publication.account)
        raise PublishError(
            ErrorClass.DAILY_CAP,
            f"{publication.account} has sent {most} posts within 24 hours, as many as it may.",
            means="Nothing was sent; the platform would have refused it.",
            todo="Nothing to do; it goes out when there is room again.",
            retry_after=seconds,
        )
