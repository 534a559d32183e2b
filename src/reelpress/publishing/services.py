"""The door of this room: connect accounts, prepare a publication, release it, settle a doubt, read its numbers."""

import secrets
from collections.abc import Sequence

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from reelpress.content.models import Post
from reelpress.lib.errors import BadInput, Failure
from reelpress.publishing import smaller, tokens, transitions
from reelpress.publishing.accounts import (
    add_account,
    check_account,
    platform_for,
    platform_of,
    remove_account,
    set_premium,
)
from reelpress.publishing.fitting import PICTURE, TEXT, fitted, picture_of, upload_of
from reelpress.publishing.keeping import keep, to_renew
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.planning import ends_before, plan, set_posts_per_day, set_slots, slots_of, take_slot, warning
from reelpress.publishing.platforms.base import Found, Numbers, Step
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from reelpress.publishing.platforms.registry import shown
from reelpress.publishing.release import CopyMissing, release
from reelpress.publishing.states import RETRYABLE, Status
from reelpress.publishing.transitions import ClaimLost
from reelpress.video.models import Video

__all__ = [
    "PICTURE",
    "TEXT",
    "ClaimLost",
    "CopyMissing",
    "PublishError",
    "add_account",
    "ask_again",
    "cancel",
    "check_account",
    "check_form",
    "confirm",
    "ends_before",
    "give_up",
    "keep",
    "lacks_copy",
    "make_copy",
    "plan",
    "prepare",
    "put_off",
    "read_numbers",
    "release",
    "remove_account",
    "set_posts_per_day",
    "set_premium",
    "set_slots",
    "settle_doubt",
    "slots_of",
    "take_down",
    "take_slot",
    "takes",
    "to_renew",
    "warning",
]


def takes(account: Account, variant: str) -> bool:
    """Tell whether the platform of `account` takes such a post at all: any takes a video."""
    limits = platform_of(account.platform).limits
    return {TEXT: not limits.needs_media, PICTURE: bool(limits.picture_bytes)}.get(variant, True)


def check_form(post: Post, accounts: Sequence[Account], variant: str) -> None:
    """Raise a failure when `post` has no such form, or when none of these accounts takes posts of it."""
    if variant == PICTURE:
        picture_of(post)
    if accounts and not any(takes(account, variant) for account in accounts):
        names = ", ".join(sorted({shown(account.platform) for account in accounts}))
        raise BadInput(
            f"There are no posts that are only a {variant} on {names}.",
            means="Nothing was published.",
            todo="Publish it with a video, or to other platforms.",
        )


def variant_of(video: Video | None, variant: str = TEXT) -> str:
    """Return the form of a publication: a video's format, and its language when translated; else what was asked for."""
    return "-".join(filter(None, (video.format, video.language))) if video else variant


def prepare(
    post: Post, video: Video | None, account: Account, *, variant: str = TEXT, again: bool = True
) -> Publication:
    """Return the one publication of `post` to `account` in this form; a new one has its words fitted.

    One that was taken back is wanted again, unless `again` says no.

    The form is that of `video`: its format, and its language when it is translated. Without one, `variant` says whether
    the post goes out as a text or with its first picture.
    """
    variant = variant_of(video, variant)
    limits = platform_for(account).limits
    words = fitted(post, limits.without_media() if variant == TEXT else limits, video)
    facts = {"video": video, "tag": secrets.token_hex(6), "title": words.title, "text": words.text}
    try:
        with transaction.atomic():
            publication, _ = Publication.objects.get_or_create(
                account=account, post=post, variant=variant, defaults=facts
            )
    except IntegrityError:  # another worker made it in the same moment
        publication = Publication.objects.get(account=account, post=post, variant=variant)
    if again and transitions.reopen(publication):
        publication.refresh_from_db()
    return publication


def confirm(publication: Publication, *, is_there: bool, url: str = "") -> Publication:
    """Write down what a person saw: it is published, or it may be sent again."""
    if url and (len(url) > 1000 or not url.startswith(("https://", "http://"))):
        raise BadInput("That is no address.", todo="Give the http(s) address of the post.")
    doubt = (Status.UNCONFIRMED,)
    if is_there:
        done = transitions.settle(publication, Status.PUBLISHED, of=doubt, url=url, published_at=Now())
    else:
        done = transitions.settle(publication, Status.DRAFT, of=doubt, state={}, attempted_at=None)
    if not done:
        raise BadInput(f"{publication} is {publication.status}, not unconfirmed.", means="There is nothing to decide.")
    return publication


def put_off(publication: Publication, error: Failure) -> float | None:
    """Return the seconds for which a refused publication waits by the platform's own word, and write the new time down.

    None: the refusal names no time, or nobody may wait, because something may be out.
    """
    if (
        not isinstance(error, PublishError)
        or error.error_class not in (ErrorClass.RATE_LIMIT, ErrorClass.DAILY_CAP)
        or error.retry_after is None
    ):
        return None
    if publication.status != Status.SCHEDULED:
        return None
    transitions.move(publication, error.retry_after)
    return error.retry_after


def ask_again(publication: Publication) -> Found | None:
    """Ask the platform once more about a publication in doubt; None when there is no doubt or nobody to ask.

    Raises `PublishError` when it could not be asked.
    """
    account = publication.account
    if publication.status != Status.UNCONFIRMED or account.status != Account.Status.ACTIVE:
        return None
    platform = platform_of(account.platform)
    upload, state = upload_of(publication), dict(publication.state)
    try:
        return tokens.with_keys(account, platform, lambda keys: platform.find(upload, state, keys))
    except PublishError as error:
        if error.error_class is ErrorClass.AUTH:
            tokens.disconnect(account, error)
        raise


def settle_doubt(publication: Publication, found: Found | None) -> bool:
    """Write down what the platform said; return whether it proved the publication absent, so that it is to be sent.

    That it is there is a fact, whatever a person said meanwhile. That it is not counts only while nobody else has
    decided. What the platform cannot tell stays with a person.
    """
    if found is None or found.answer == "unknown":
        publication.refresh_from_db()
        return False
    if found.answer == "yes":
        step = Step(found.state, "published", "Found on the platform", remote_id=found.remote_id, url=found.url)
        transitions.save(publication, step)
        return False
    return transitions.settle(publication, Status.DRAFT, of=(Status.UNCONFIRMED,), state=found.state)


def cancel(publication: Publication) -> Publication:
    """Take a publication back before anything was sent, or after it failed."""
    free = {"due_at": None, "in_slot": False}
    if not transitions.settle(publication, Status.CANCELLED, of=list(Status), **free):
        raise BadInput(f"{publication} is {publication.status} and cannot be cancelled now.")
    return publication


def take_down(publication: Publication) -> Publication:
    """Delete a published post on its platform; it stays on record. Raise where that cannot be done from here."""
    if publication.taken_down_at:
        raise BadInput(f"{publication} was taken down already.", means="There is nothing to take down.")
    if publication.status != Status.PUBLISHED:
        raise BadInput(f"{publication} is not out.", means="There is nothing to take down.")
    account, remote_id = publication.account, publication.remote_id
    if not remote_id:
        raise BadInput(
            f"The id of {publication} is not known; a person confirmed it.", todo="Delete it on the platform itself."
        )
    platform = platform_of(account.platform)
    try:
        tokens.with_keys(account, platform, lambda keys: platform.delete(remote_id, keys))
    except PublishError as error:
        if error.error_class is ErrorClass.AUTH:
            tokens.disconnect(account, error)
        raise _of_taking_down(error) from None
    Publication.objects.filter(pk=publication.pk).update(taken_down_at=Now(), updated_at=Now())
    publication.refresh_from_db()
    return publication


def _of_taking_down(error: PublishError) -> PublishError:
    """Return the same refusal, but for what it means: platforms say of most that nothing was published."""
    means = "The post stays." if error.permanent else "The post may still be there."
    said = error.explanation
    return PublishError(
        error.error_class, said.happened, means=means, todo=said.todo, raw=error.raw, retry_after=error.retry_after
    )


def lacks_copy(publication: Publication) -> bool:
    """Tell whether the video is too large for its platform, and the smaller copy that is to be sent is not made.

    What may be out, or is on its way, is asked about first, and that needs none.
    """
    if publication.status not in RETRYABLE:
        return False
    media, limits = upload_of(publication).media, platform_for(publication.account).limits
    if media is None or not smaller.can_shrink(media, limits):
        return False
    return smaller.copy_of(media, limits, settings.ARTEFACTS) is None


def make_copy(publication: Publication) -> None:
    """Make that smaller copy; raise `ProgramFailed` when the video cannot be encoded."""
    media = upload_of(publication).media
    if media is not None and lacks_copy(publication):
        smaller.make_copy(media, platform_for(publication.account).limits, settings.ARTEFACTS)


def give_up(publication: Publication) -> Publication:
    """Settle what nobody will try again by himself: published if found, unconfirmed if in doubt, else failed."""
    transitions.give_up(publication)
    publication.refresh_from_db()
    return publication


def read_numbers(publication: Publication) -> Numbers:
    """Ask the platform for the numbers of a published post."""
    if publication.status != Status.PUBLISHED:
        raise BadInput(f"{publication} is {publication.status}.", means="Only what is published has numbers.")
    platform = platform_of(publication.account.platform)
    if not publication.remote_id:
        nothing = {"note": "A person confirmed this post; its id is not known."}
        return Numbers(None, None, None, None, nothing)
    account, remote_id = publication.account, publication.remote_id
    try:
        return tokens.with_keys(account, platform, lambda keys: platform.measure(remote_id, keys))
    except PublishError as error:
        if error.error_class is ErrorClass.AUTH:
            tokens.disconnect(account, error)
        raise
