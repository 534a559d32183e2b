"""What Telegram's refusals mean, as data: by the words of the description, in order."""

from reelpress.lib.http import Answer
from reelpress.publishing.platforms.errors import Case, ErrorClass, PublishError, by_status, by_words, retry_after

NAME = "Telegram"
NOT_OUT = "Telegram sent nothing to the channel."
ADMIN = "Make the bot an administrator of the channel with the right to post, then retry."


def _auth(happened: str) -> Case:
    todo = "Get the bot's token from BotFather, add the account again, then retry."
    return Case(ErrorClass.AUTH, happened, "The bot cannot act any more; nothing was sent.", todo)


def _denied(happened: str, todo: str = ADMIN) -> Case:
    return Case(ErrorClass.PERMISSION, happened, NOT_OUT, todo)


def _text(happened: str, todo: str = "Change the text, then retry.") -> Case:
    return Case(ErrorClass.INVALID_REQUEST, happened, NOT_OUT, todo)


def _media(happened: str, todo: str = "Make the video again, then retry.") -> Case:
    return Case(ErrorClass.INVALID_MEDIA, happened, NOT_OUT, todo)


WORDS: tuple[tuple[str, Case], ...] = (
    ("too many requests", Case(ErrorClass.RATE_LIMIT, "Telegram asks for a pause.", NOT_OUT)),
    ("unauthorized", _auth("Telegram does not accept the bot's token.")),
    (
        "bot was kicked",
        _denied("The bot was removed from the channel.", "Add the bot again as an administrator, retry."),
    ),
    ("bot was blocked", _denied("The person has blocked the bot.", "Only they can lift that.")),
    ("user is deactivated", _denied("That Telegram account does not exist any more.", "Choose another chat.")),
    ("bot is not a member", _denied("The bot is not in the channel.")),
    (
        "chat not found",
        _denied("Telegram does not know the chat.", "Check the chat id (@name or -100...), then retry."),
    ),
    ("not enough rights", _denied("The bot may not send videos there.")),
    ("need administrator rights", _denied("The bot is no administrator of the channel.")),
    ("caption is too long", _text("The text is too long for Telegram.", "Shorten it to 1024 characters, then retry.")),
    ("message text is empty", _text("Telegram refused an empty text.", "Write a text, then retry.")),
    ("can't parse entities", _text("Telegram could not read the formatting of the text.")),
    ("there is no video in the request", _text("Telegram got no video with the request.", "Retry.")),
    ("message to delete not found", _text("Telegram does not know this message any more.", "Nothing to do.")),
    ("message can't be deleted", _denied("Telegram does not let the bot delete this message.", "Delete it by hand.")),
    ("wrong file identifier", _media("Telegram does not know the file.")),
    ("failed to get http url content", _media("Telegram could not fetch the file.")),
    ("wrong type of the web page content", _media("Telegram found no video at the address.")),
    ("can't upload file by url", _media("Telegram could not fetch the file.")),
    ("request entity too large", _media("The video is too large for Telegram (50 MB).", "Make a shorter video.")),
)
STATUSES: dict[int, Case] = {
    401: _auth("Telegram does not accept the bot's token."),
    404: _auth("Telegram does not know this bot; the token is malformed."),
    413: _media("The video is too large for Telegram (50 MB).", "Make a shorter video."),
}


def refusal(answer: Answer) -> PublishError:
    """Return what an answer that is no success means."""
    said = str(answer.json().get("description") or "")[:300]
    case = by_words(WORDS, said) or STATUSES.get(answer.status) or by_status(answer, platform=NAME, said=said)
    return PublishError.of(case, raw=answer.shown, retry_after=_pause(answer))


def _pause(answer: Answer) -> float | None:
    parameters = answer.json().get("parameters")
    said = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if isinstance(said, int) and not isinstance(said, bool) and said >= 0:
        return float(min(said, 86_400))
    return retry_after(answer)
