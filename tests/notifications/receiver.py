"""A real web server on loopback that keeps what it was sent, and answers as it is told."""

import json
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.loopback import Handler, serving


@dataclass
class Receiver:
    """What came, and what is answered next; without orders it is 204."""

    url: str = ""
    requests: list = field(default_factory=list)
    answers: list = field(default_factory=list)

    @property
    def bodies(self):
        return [json.loads(body) for _, _, body in self.requests]

    def will_answer(self, status, **headers):
        self.answers.append((status, headers))


@contextmanager
def receiving():
    """A receiver for the time of a test."""
    receiver = Receiver()

    class Receiving(Handler):
        def do_POST(self):
            receiver.requests.append((self.path, dict(self.headers), self.received()))
            status, headers = receiver.answers.pop(0) if receiver.answers else (204, {})
            self.send(status, headers)

    with serving(Receiving) as receiver.url:
        yield receiver
