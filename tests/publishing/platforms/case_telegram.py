"""Telegram, for the contract: one call that carries everything and publishes."""

from reelpress.publishing.platforms.errors import ErrorClass
from tests.publishing.platforms.cases import Case, Refusal


def refusal(status, description, error_class, retry_after=None):
    parameters = {} if retry_after is None else {"retry_after": retry_after}
    body = {"ok": False, "error_code": status, "description": description, "parameters": parameters}
    return Refusal(status, body, error_class, retry_after=retry_after)


CASE = Case(
    first=("POST", "/sendVideo"),
    commit=("POST", "/sendVideo"),
    commit_skip=0,
    carries=("POST", "/sendVideo"),
    cuts=((0, 0), (0, 100_000)),
    tells=False,
    dead=refusal(401, "Unauthorized", ErrorClass.AUTH),
    pause=refusal(429, "Too Many Requests: retry after 17", ErrorClass.RATE_LIMIT, retry_after=17),
    refusals=(
        refusal(404, "Not Found", ErrorClass.AUTH),
        refusal(403, "Forbidden: bot was kicked from the channel chat", ErrorClass.PERMISSION),
        refusal(400, "Bad Request: chat not found", ErrorClass.PERMISSION),
        refusal(400, "Bad Request: message caption is too long", ErrorClass.INVALID_REQUEST),
        refusal(400, "Bad Request: wrong file identifier/HTTP URL specified", ErrorClass.INVALID_MEDIA),
        refusal(413, "Request Entity Too Large", ErrorClass.INVALID_MEDIA),
    ),
)
