"""What the demo network can be told to do wrong, as data. Knows no platform."""

from dataclasses import dataclass, field, fields
from typing import Any

from reelpress.demo.exchange import Reply, Request, json_reply


@dataclass
class Knobs:
    """Set by POST /demo/knobs; {"reset": true} puts all of them back.

    answers             [{"path": "/upload", "method": "PUT", "status": 503, "body": {}, "headers": {}, "times": 2,
                        "skip": 1}]: the next replies to requests whose path contains `path`, after `skip` of them
    cuts                [{"path": "/upload", "bytes": 1000, "times": 1, "skip": 0}]: drop the connection after byte N
    drop_commit_answers how many publishing calls take effect and then get no answer
    expired_tokens      access tokens that have ended
    accepted_tokens     the only access tokens accepted; empty: any
    refuse_refresh      answer token renewals with invalid_grant
    rotate_refresh      give a new refresh token with each renewal
    processing_seconds  how long a video is being processed
    failure_reason      processing ends in this failure: a reason of YouTube ("codec"), a subcode of Instagram
                        ("2207026"), words of Facebook
    rejection_reason    processing ends in this rejection ("copyright")
    keep_bytes          of each chunk but the last, keep only so many bytes
    premium             accounts of X may post longer texts
    unaudited           force every video to private
    session_seconds     after which an upload session is gone
    daily_posts         {"youtube": 100}: posts a day; a platform that is not named keeps its own caps, those by the
                        minute too
    window_bytes        how much of a long video Facebook asks for at a time
    chats               {"@gone": "missing" | "kicked" | "member" | "-1002"}; a number is where the chat moved to
    clock_seconds       added to the clock, for ages and views
    """

    answers: list[dict[str, Any]] = field(default_factory=list)
    cuts: list[dict[str, Any]] = field(default_factory=list)
    drop_commit_answers: int = 0
    expired_tokens: list[str] = field(default_factory=list)
    accepted_tokens: list[str] = field(default_factory=list)
    refuse_refresh: bool = False
    rotate_refresh: bool = False
    processing_seconds: float = 0.0
    failure_reason: str = ""
    rejection_reason: str = ""
    keep_bytes: int | None = None
    premium: bool = False
    unaudited: bool = False
    session_seconds: float = 7 * 86_400.0
    daily_posts: dict[str, int] = field(default_factory=dict)
    window_bytes: int = 4 << 20
    chats: dict[str, str] = field(default_factory=dict)
    clock_seconds: float = 0.0

    def turn(self, changes: dict[str, Any]) -> list[str]:
        """Set the named knobs; return the names that there are not."""
        if changes.pop("reset", False):
            self.__init__()  # type: ignore[misc]
        known = {one.name for one in fields(self)}
        for name, value in changes.items():
            if name in known:
                setattr(self, name, value)
        return sorted(set(changes) - known)

    def answer_for(self, request: Request) -> Reply | None:
        """Return the reply that is due instead of the real one."""
        rule = _due(self.answers, request)
        if rule is None:
            return None
        headers = {str(name): str(value) for name, value in rule.get("headers", {}).items()}
        reply = json_reply(int(rule["status"]), rule.get("body", {}))
        return Reply(reply.status, reply.body, {**reply.headers, **headers})

    def cut_for(self, request: Request) -> int | None:
        """Return the byte after which the connection is to be dropped."""
        rule = _due(self.cuts, request)
        return int(rule["bytes"]) if rule else None

    def drop_commit(self) -> bool:
        """Return whether the answer of a publishing call is to be dropped, and count it."""
        if self.drop_commit_answers <= 0:
            return False
        self.drop_commit_answers -= 1
        return True


def _due(rules: list[dict[str, Any]], request: Request) -> dict[str, Any] | None:
    for rule in rules:
        fits = str(rule.get("path", "")) in request.path and rule.get("method", request.method) == request.method
        if not fits or rule.get("times", 1) <= 0:
            continue
        if rule.get("skip", 0) > 0:
            rule["skip"] -= 1
            continue
        rule["times"] = rule.get("times", 1) - 1
        return rule
    return None
