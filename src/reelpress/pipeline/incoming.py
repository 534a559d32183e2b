"""What is asked of the platforms while nothing is sent: numbers, doubts, new tokens; the jobs, put into their queues.

Part of `flow`, by which screens, commands and the clock reach it. Asks no platform itself.
"""

from reelpress.jobs import transitions
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job
from reelpress.metrics import services as metrics_services
from reelpress.publishing import services as publishing_services
from reelpress.publishing.models import Account, Publication

METRICS = "engagement-metrics"
PROBE = "publication-probe"
RENEWAL = "token-renewal"
METRICS_DELAY_SECONDS = 3600
ASKED_FOR_SECONDS = 86_400.0  # after a day a platform will not know better


def ask_again() -> list[Job]:
    """Have the platforms asked again about the publications of the last day that may or may not be out."""
    open_ = Publication.objects.filter(
        status=Publication.Status.UNCONFIRMED,
        account__status=Account.Status.ACTIVE,
        updated_at__gte=transitions.ago(ASKED_FOR_SECONDS),
    )
    return [
        enqueue(
            PROBE,
            {"publication_id": publication.pk},
            subject=publication,
            unique_key=f"probe:{publication.pk}",
            concurrency_key=f"account:{publication.account_id}",
            metadata={"platform": publication.account.platform},
        )
        for publication in open_.select_related("account").order_by("pk")
    ]


def update_metrics(*, days: int = 30) -> list[Job]:
    """Have the numbers of what was published in the last `days` days and is still out read, where we are connected."""
    recent = Publication.objects.published().filter(
        published_at__gte=transitions.ago(days * 86_400.0), account__status=Account.Status.ACTIVE, taken_down_at=None
    )
    return [measure_later(publication, delay=0) for publication in recent.select_related("account").order_by("pk")]


def update_due_metrics() -> list[Job]:
    """Have the numbers read of what is due: each day while a post is new, more seldom as it ages."""
    return [measure_later(publication, delay=0) for publication in metrics_services.due()]


def measure_later(publication: Publication, *, delay: float = METRICS_DELAY_SECONDS, parent: Job | None = None) -> Job:
    """Have the numbers of one publication read `delay` seconds from now."""
    return enqueue(
        METRICS,
        {"publication_id": publication.pk},
        subject=publication,
        parent=parent,
        delay=delay,
        unique_key=f"metrics:{publication.pk}:{'now' if delay <= 0 else 'later'}",
        metadata={"platform": publication.account.platform},
    )


def keep_tokens() -> list[Job]:
    """Have the tokens renewed that would die unused."""
    return [
        enqueue(
            RENEWAL,
            {"account_id": account.pk},
            subject=account,
            unique_key=f"renewal:{account.pk}",
            metadata={"platform": account.platform, "account": account.name},
        )
        for account in publishing_services.to_renew()
    ]
