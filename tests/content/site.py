"""A real web server on loopback with the pages that a test puts there."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


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

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path = self.path.partition("?")[0]
            site.asked.append((path, dict(self.headers)))
            status, headers, body = site.pages.get(path, (404, {"Content-Type": "text/html"}, b"nothing"))
            etag = headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            if "Content_Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
