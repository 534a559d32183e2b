"""The publishing act: check, probe if in doubt, publish step by step, settle. At most one post, whatever dies.

Every step is saved before the next call; no transaction is open during one. Knows no platform's protocol.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings

from reelpress.lib.errors import BadInput
from reelpress.publishing import budgets, smaller, tokens, transitions
from reelpress.publishing.accounts import platform_for
from reelpress.publishing.fitting import upload_of
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.platforms.base import Credentials, Step, Upload
from reelpress.publishing.platforms.errors import AGAIN, ErrorClass, PublishError, ambiguous
from reelpress.publishing.states import Status

Progress = Callable[[float, str], None]
Log = Callable[[str], None]
ROUNDS = 3  # publishing calls whose answer was lost, each proved absent, before a longer pause
SETTLED = (Status.PUBLISHED, Status.UNCONFIRMED)


def release(publication: Publication, *, progress: Progress, log: Log) -> Publication:
    """Publish, or find out whether it was; return at once when it is settled. Raise `PublishError` for a failed try."""
    publication.refresh_from_db()
    if publication.status == Status.CANCELLED:
        raise BadInput(f"{publication} was cancelled.", means="Nothing is sent.", todo="Prepare it anew to send it.")
    if publication.status in SETTLED:
        return publication
    if not transitions.claim(publication):
        if publication.status in SETTLED:
            return publication
        raise transitions.ClaimLost
    act = Act(publication, progress, log)
    try:
        act.run()
    except PublishError as error:
        act.fail(error)
        raise
    return publication


class CopyMissing(PublishError):
    """What was in doubt is not out, and the smaller copy that is to be sent now is not there any more."""

    def __init__(self) -> None:
        super().__init__(
            ErrorClass.SERVER,
            "The smaller copy of the video, which is to be sent, was removed meanwhile.",
            means="It did not go out; nothing was sent.",
            todo=AGAIN,
        )


class Act:
    """One try to publish one publication."""

    def __init__(self, publication: Publication, progress: Progress, log: Log) -> None:
        self.publication = publication
        self.account = publication.account
        self.progress = progress
        self.log = log
        self.platform = platform_for(self.account)
        self.renewed_at: dict[str, Any] | None = None
        self.said = ""
        self.shown = -1.0
        self.doubted = publication.status == Status.COMMITTING

    def run(self) -> None:
        """Probe and publish until the row is settled."""
        self.upload = upload_of(self.publication)
        self._check_account()
        self.upload = self._made_to_fit(self.upload)
        self._check_post()
        lost = 0
        while self.publication.status not in SETTLED:
            if self.publication.status == Status.COMMITTING:
                self._probe()
                continue
            self.upload = self._made_to_fit(self.upload)  # again, if it was in doubt: now it is to be sent
            keys = tokens.fresh(self.account, self.platform)
            try:
                self._publish(keys)
            except PublishError as error:
                lost += error.error_class is ErrorClass.AMBIGUOUS
                if not self._goes_on(error, keys, lost):
                    raise

    def fail(self, error: PublishError) -> None:
        """Write a failed try down. In doubt, the row stays `committing` until the doubt is lifted."""
        self.log(str(error))
        if error.error_class is ErrorClass.AUTH:
            tokens.disconnect(self.account, error)
        if self.publication.status == Status.COMMITTING or self.publication.status in SETTLED:
            transitions.note_error(self.publication, error)
        elif error.error_class is ErrorClass.AUTH:
            transitions.end(self.publication, Status.NEEDS_RECONNECT, error)
        else:
            transitions.end(self.publication, Status.FAILED if error.permanent else Status.SCHEDULED, error)

    def _made_to_fit(self, upload: Upload) -> Upload:
        """Return what is sent, with a smaller copy of a video that is too large for the platform.

        Without a copy nothing new is sent; to ask about what is in doubt, or on its way, none is needed. Once it is
        known that it did not go out, one is.
        """
        if upload.media is None or not smaller.can_shrink(upload.media, self.platform.limits):
            return upload
        copy = smaller.copy_of(upload.media, self.platform.limits, settings.ARTEFACTS)
        if copy is None:
            if self.publication.status != Status.PUBLISHING:
                return upload
            if self.doubted:
                raise CopyMissing
            raise PublishError(
                ErrorClass.INVALID_MEDIA,
                f"The video is too large for {self.platform.title}, and no smaller copy of it could be made.",
                means="Nothing was sent.",
                todo="Look into the job video-copy of this publication; make the video again, then retry.",
            )
        self.log(f"The video is too large for {self.platform.title}; sending a smaller copy")
        return replace(upload, media=copy)

    def _check_account(self) -> None:
        """Refuse what the account cannot send, before anything is done for it; never hide a doubt behind it."""
        gone = self.account.status == Account.Status.REMOVED
        if self.publication.status == Status.COMMITTING:
            if gone:
                self._leave_to_a_person("The account was removed before the platform could be asked.")
            return
        if self.account.status != Account.Status.ACTIVE:
            raise PublishError(
                ErrorClass.AUTH,
                f"{self.account} was removed." if gone else f"{self.account} has to be connected again.",
                means="Nothing was sent.",
                todo="Connect the account again, then retry.",
            )
        if self.publication.status == Status.PUBLISHING:
            budgets.check(self.publication)

    def _check_post(self) -> None:
        """Refuse a text or video that the platform would not take."""
        if self.publication.status == Status.PUBLISHING:
            for problem in self.platform.check_text(self.upload) + self.platform.check_media(self.upload.media):
                raise problem

    def _publish(self, keys: Credentials) -> None:
        state = dict(self.publication.state)
        for step in self.platform.publish(self.upload, state, keys, self._listen):
            transitions.save(self.publication, step)
            if step.account_id:
                Account.objects.filter(pk=self.account.pk).update(remote_id=step.account_id)
            self._tell(step)

    def _goes_on(self, error: PublishError, keys: Credentials, lost: int) -> bool:
        """Decide after a failed call: probe, renew the token, or leave it for this time."""
        if error.error_class is ErrorClass.AMBIGUOUS:
            self.log(str(error))
            return self.publication.status == Status.COMMITTING and lost <= ROUNDS
        if self.publication.status == Status.COMMITTING:
            transitions.proved_absent(self.publication, self.publication.state)
        # Once for each stretch that the upload came forward: a token that is refused twice in one place is dead.
        if error.error_class is not ErrorClass.AUTH or not keys.refresh_token:
            return False
        if self.renewed_at == self.publication.state:
            return False
        self.renewed_at = dict(self.publication.state)
        self.log("The token was refused; renewing it")
        tokens.renew(self.account, self.platform, keys)
        return True

    def _probe(self) -> None:
        """Ask whether it went out; go on only with proof."""
        self.log("Asking the platform whether it went out")
        upload, state = self.upload, dict(self.publication.state)
        found = tokens.with_keys(self.account, self.platform, lambda keys: self.platform.find(upload, state, keys))
        if found.answer == "yes":
            self.log("It did go out")
            message = "Found on the platform"
            step = Step(found.state, "processing", message, 100, remote_id=found.remote_id, url=found.url)
            transitions.save(self.publication, step)
        elif found.answer == "no":
            self.log("It did not go out; going on")
            transitions.proved_absent(self.publication, found.state)
        else:
            self._leave_to_a_person(f"{self.platform.title} cannot tell whether the last try went out.")

    def _leave_to_a_person(self, happened: str) -> None:
        error = ambiguous(self.platform.title, happened, self.publication.error_raw)
        doubt = PublishError(
            error.error_class,
            happened,
            means=error.explanation.means,
            todo="Look at the account, then say whether the post is there.",
            raw=error.raw,
        )
        transitions.end(self.publication, Status.UNCONFIRMED, doubt)
        self.log(str(doubt))

    def _listen(self, percent: float) -> None:
        if percent - self.shown >= 1:
            self.shown = percent
            self.progress(percent, f"Uploading to {self.platform.title}")

    def _tell(self, step: Step) -> None:
        if step.message != self.said:
            self.said = step.message
            self.log(step.message)
        if step.percent is not None:
            self.shown = step.percent
            self.progress(step.percent, step.message)
