"""Deaths at every call to a platform, and what is left of the publication: one post, and no state in the middle.

A worker dies; another takes over from the database. What no worker can settle waits for a person, who looks at the
network and decides, and then it is one post too.
"""

import random
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.test import override_settings

from reelpress.content.models import Post
from reelpress.jobs.models import Job
from reelpress.pipeline import flow
from reelpress.publishing import services
from reelpress.publishing.models import Account, Publication
from tests.chaos.lives import Life, stage
from tests.chaos.plays import ready
from tests.publishing.conftest import REMOTE, TUNING
from tests.publishing.platforms.contract import CASES

MOMENTS = ("before", "after")
MOST_ACTS = 2  # of a person: to retry may show that the account has to be connected again
NEW_TOKEN = {"telegram": "1002:a-new-token"}


@dataclass
class Row:
    """All deaths of one play: how many calls it takes, what was left, and what is wrong with that."""

    platform: str
    name: str
    calls: int
    kills: int = 0
    trials: int = 0
    posts: Counter = field(default_factory=Counter)  # how many posts there were at the end, and how often
    left: Counter = field(default_factory=Counter)  # states before a person looked
    wrong: list = field(default_factory=list)


class Kills:
    """The deaths of one play. `sample`: so many of all, chosen by `seed`; None: all."""

    def __init__(self, play, *, sample=None, seed=1):
        self.play = ready(play)
        self.case = CASES[play.platform]
        self.sample = sample
        self.random = random.Random(f"{seed} {play.platform} {play.name}")

    def run(self):
        """Have a worker die at each call; return the row."""
        with self.set_up() as press:
            calls = self.publish(press, [])
            self.row = Row(self.play.platform, self.play.name, len(calls))
            self.judge(press, "without a death", may_fail=False)
        for deaths in self.chosen(self.plans(calls)):
            self.row.trials += 1
            with self.set_up() as press:
                self.publish(press, deaths)
                self.judge(press, _told(deaths, calls), may_fail=len(deaths) > 2)
        return self.row

    def plans(self, calls):
        """Every list of deaths. Of a video too: the next two who take over die at their first call, so that the job
        is given up; and whoever takes over after the publishing call dies at any of its own.
        """
        firsts = [(number, moment) for number in range(len(calls)) for moment in MOMENTS]
        yield from ([first] for first in firsts)
        if self.play.name == "video":
            yield from ([first, (0, "after"), (0, "after")] for first in firsts if first[1] == "after")
            commit = (self.commit(calls), "after")
            with self.set_up() as press:
                rest = self.publish(press, [commit])
            yield from ([commit, (number, moment)] for number in range(len(rest)) for moment in MOMENTS)

    def chosen(self, plans):
        plans = list(plans)
        return plans if self.sample is None else self.random.sample(plans, min(self.sample, len(plans)))

    def commit(self, calls):
        """The number of the call that publishes."""
        method, path = self.case.commit
        found = [number for number, (verb, url) in enumerate(calls) if verb == method and path in url]
        return found[self.case.commit_skip]

    @contextmanager
    def set_up(self):
        """A new network, and no row of the play before."""
        with (
            override_settings(PUBLISHING_TUNING=TUNING, PUBLIC_MEDIA_URL="", **self.play.settings),
            stage(Path(settings.HOME) / "networks", **self.play.knobs) as press,
        ):
            try:
                yield press
            finally:
                for model in (Job, Publication, Account, Post):
                    model.objects.all().delete()

    def publish(self, press, deaths):
        """Publish, dying so; return the calls of the life after the last death, until nothing is left to do."""
        self.publication = self.play.prepare(press)
        flow.publish_to(self.publication)
        for death in deaths:
            life = Life(death)
            if not life.run():
                return life.calls
            self.row.kills += 1
        life = Life()
        life.run()
        return life.calls

    def judge(self, press, told, *, may_fail):
        """Look at what is left, then have a person settle it, and look again."""
        flow.settle_stranded()
        if flow.ask_again():
            Life().run()
        status, posts = self.look(press)
        self.row.left[status] += 1
        wanted = {"published": (1,), "unconfirmed": (0, 1), "needs_reconnect": (0,), "failed": (0,)}.get(status, ())
        if posts not in wanted or (status == "failed" and not may_fail):
            self.complain(f"{told}: {status} with {posts} posts: {self.publication.error}")
        for _ in range(MOST_ACTS):
            if status != "published":
                self.by_hand(status, posts)
                status, posts = self.look(press)
        self.row.posts[posts] += 1
        if (status, posts) != ("published", 1):
            self.complain(f"{told}, then a person: {status} with {posts} posts: {self.publication.error}")

    def look(self, press):
        """The state of the publication, and how many posts of it are out."""
        self.publication = Publication.objects.get(pk=self.publication.pk)
        title = self.publication.post.title
        rows = press.posts
        ours = sum(title in f"{row['title']} {row['text']}" for row in rows)
        if len(rows) - ours > (settings.X_LINK == "reply"):
            self.complain(f"{len(rows) - ours} replies")
        return self.publication.status, ours

    def by_hand(self, status, posts):
        """Do what a person does with what waits for one."""
        account = self.publication.account
        if status == "needs_reconnect":
            token = NEW_TOKEN.get(account.platform, "a-new-token")
            facts = {"name": account.name, "token": token, "remote_id": REMOTE.get(account.platform, "")}
            services.add_account(account.platform, **facts)
        elif status == "unconfirmed":
            services.confirm(self.publication, is_there=bool(posts))
        if not posts:
            flow.publish_to(Publication.objects.get(pk=self.publication.pk))
            Life().run()

    def complain(self, sentence):
        self.row.wrong.append(f"{self.play.platform}, {self.play.name}: {sentence}")


class Doubts(Kills):
    """The deaths of those who ask a platform whether a post is there: it is asked again, and not sent again."""

    def plans(self, calls):
        yield from ([(number, moment)] for number in range(len(calls)) for moment in MOMENTS)

    def publish(self, press, deaths):
        self.publication = self.play.prepare(press)
        saved = {}
        services.release(self.publication, progress=lambda percent, message: self.note(saved), log=lambda line: None)
        forgotten = {"status": "unconfirmed", "remote_id": "", "url": "", "published_at": None}
        Publication.objects.filter(pk=self.publication.pk).update(**forgotten, state=saved["committing"])
        for death in deaths:
            flow.ask_again()
            self.row.kills += Life(death).run()
        flow.ask_again()
        again = Life()
        again.run()
        return again.calls

    def note(self, saved):
        """Remember what was saved at each status."""
        row = Publication.objects.get(pk=self.publication.pk)
        saved[row.status] = row.state


class TakeDowns(Kills):
    """The deaths of one who deletes a post: whoever tries again finds it gone, and that counts as deleted."""

    def plans(self, calls):
        yield from ([(number, moment)] for number in range(len(calls)) for moment in MOMENTS)

    def publish(self, press, deaths):
        self.publication = self.play.prepare(press)
        services.release(self.publication, progress=lambda percent, message: None, log=lambda line: None)
        for death in deaths:
            self.row.kills += TakingDown(self.publication.pk, death).run()
        again = TakingDown(self.publication.pk)
        again.run()
        return again.calls

    def judge(self, press, told, *, may_fail):
        _, posts = self.look(press)
        left = "taken down" if self.publication.taken_down_at else "not taken down"
        self.row.left[left] += 1
        self.row.posts[posts] += 1
        if posts or left != "taken down":
            self.complain(f"{told}: {left} with {posts} posts")


class TakingDown(Life):
    """Somebody who takes a post down."""

    def __init__(self, publication_id, dies=None):
        super().__init__(dies)
        self.publication_id = publication_id

    def task(self):
        services.take_down(Publication.objects.get(pk=self.publication_id))


def _told(deaths, calls):
    first, moment = deaths[0]
    method, url = calls[first]
    more = f", then {', '.join(f'{when} call {number}' for number, when in deaths[1:])}" if deaths[1:] else ""
    return f"killed {moment} call {first} ({method} {url.partition('?')[0]}){more}"
