"""A real web server on loopback with the pages that a test puts there."""

from contextlib import contextmanager
from dataclasses import dataclass, field

from tests import loopback


@dataclass
class Site:
    """Pages by path; `asked` are the paths that were asked for with their headers, in order."""

    url: str = ""
    pages: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)

    def put(self, path, body, kind="text/html; charset=utf-8", status=200, **headers):
        data = body if isinstance(body, bytes) else body.encode()
        self.pages[path] = (status, {"Content-Type": kind, **headers}, data)
        return self.url + path

    def move(self, path, target):
        return self.put(path, "", status=302, Location=target)

    @property
    def paths(self):
        return [path for path, _ in self.asked]


@contextmanager
def serving():
    """A site for the time of a test."""
    site = Site()

    class Serving(loopback.Handler):
        def do_GET(self):
            path = self.path.partition("?")[0]
            site.asked.append((path, dict(self.headers)))
            status, headers, body = site.pages.get(path, (404, {"Content-Type": "text/html"}, b"nothing"))
            etag = headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            self.send(status, headers, body)

    with loopback.serving(Serving) as site.url:
        yield site
