"""How many posts an account may still send today. What was sent is counted in the publications themselves.

Platforms count over the last 24 hours; what goes over is moved to when there is room again, never failed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max, Q

from reelpress.lib import clock
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.platforms.errors import AGAIN, ErrorClass, PublishError
from reelpress.publishing.platforms.registry import shown
from reelpress.publishing.states import Status

DAY = timedelta(hours=24)
# Meta is asked itself: it counts Reels only, and lets some accounts post more than others.
PER_DAY = {"tiktok": 15, "linkedin": 150, "twitter": 10_000}
SHARED = ("youtube",)  # one budget for all accounts: the platform counts by our client, so a setting says how many
SPENT = (Status.COMMITTING, Status.PROCESSING, Status.PUBLISHED, Status.UNCONFIRMED)
SLACK_SECONDS = 60


@dataclass(frozen=True)
class Budget:
    """So many posts a day, and when those of the last 24 hours went out, the oldest first."""

    whose: str
    most: int
    sent: tuple[datetime, ...]

    @property
    def wait(self) -> float:
        """The seconds until there is room; 0 when there is."""
        if len(self.sent) < self.most:
            return 0.0
        return max(1.0, (self.sent[-self.most] + DAY - clock.now()).total_seconds() + SLACK_SECONDS)


def budget(account: Account, *, besides: Publication | None = None) -> Budget | None:
    """Return what binds `account` now: its own number or one that it shares; None where no number is known.

    A number of its own counts its own posts only, and replaces the platform's where that counts by account too.
    """
    shared = account.platform in SHARED
    theirs = settings.YOUTUBE_POSTS_PER_DAY if shared else PER_DAY.get(account.platform, 0)
    found = []
    if own := account.posts_per_day or (0 if shared else theirs):
        found.append(Budget(str(account), own, _sent(Q(account=account), besides)))
    if shared and theirs:
        client = Q(account__platform=account.platform, account__demo=account.demo)
        found.append(Budget(f"This client of {shown(account.platform)}", theirs, _sent(client, besides)))
    return max(found, key=lambda one: (one.wait, len(one.sent) - one.most), default=None)


def wait(account: Account, *, besides: Publication | None = None) -> float:
    """Return the seconds until `account` may post; 0 when it may now."""
    found = budget(account, besides=besides)
    return found.wait if found else 0.0


def _sent(whose: Q, besides: Publication | None) -> tuple[datetime, ...]:
    """Return when posts went out in the last 24 hours; of what may be out, when it was last written about."""
    rows = Publication.objects.filter(whose, status__in=SPENT)
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    since = clock.now() - DAY
    recent = rows.filter(Q(published_at__gt=since) | Q(published_at=None, updated_at__gt=since))
    return tuple(sorted(out or written for out, written in recent.values_list("published_at", "updated_at")))


def _told_to_wait(publication: Publication) -> float:
    """Return the seconds for which the platform has told another publication of the account not to call; else 0."""
    others = Publication.objects.filter(
        account=publication.account_id,
        status=Status.SCHEDULED,
        error_class=ErrorClass.RATE_LIMIT,
        due_at__gt=clock.now(),
    )
    until = others.exclude(pk=publication.pk).aggregate(until=Max("due_at"))["until"]
    return (until - clock.now()).total_seconds() if until else 0.0


def check(publication: Publication) -> None:
    """Raise a `PublishError` that names the time when the account's day is full, or its platform wants no calls now."""
    if (pause := _told_to_wait(publication)) > 0:
        raise PublishError(
            ErrorClass.RATE_LIMIT,
            f"{publication.account} was called too often; its platform has asked for a pause.",
            means="Nothing was sent; calls during the pause can prolong it.",
            todo=AGAIN,
            retry_after=pause,
        )
    found = budget(publication.account, besides=publication)
    if found and (seconds := found.wait):
        raise PublishError(
            ErrorClass.DAILY_CAP,
            f"{found.whose} has sent {found.most} posts within 24 hours, as many as it may.",
            means="Nothing was sent; the platform would have refused it.",
            todo="Nothing to do; it goes out when there is room again.",
            retry_after=seconds,
        )
