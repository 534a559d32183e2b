"""Apprise with a real target on loopback: what arrives, what is refused, and that it keeps its mouth shut."""

import logging

import pytest

from reelpress.lib.errors import Failure
from reelpress.notifications import chat, sentences
from reelpress.notifications.sentences import Notice
from tests.notifications.test_sentences import HOSTILE, failed

NOTICE = Notice("job-failed", "It failed", "It failed.\nSee to it.", "https://press.example/7")
SECRETS = ("pa55word", "t0ken")


def send(address, notice=NOTICE, *, private=True):
    chat.send(address, notice, shown="json target 0123456789ab", private=private)


def place(receiver):
    return receiver.url.removeprefix("http://")


def test_a_notice_arrives_with_its_link(receiver):
    send(f"json://{place(receiver)}/in")

    [said] = receiver.bodies
    assert receiver.requests[0][0].rstrip("/") == "/in"
    assert said["title"] == "It failed"
    assert said["message"] == "It failed.\nSee to it.\nhttps://press.example/7"
    assert said["type"] == "failure"


def test_a_hostile_error_is_short_and_inert_on_the_way_to_people(receiver):
    send(f"json://{place(receiver)}/?format=html", sentences.job_failed(failed(error=HOSTILE + "[a](http://evil)")))

    [said] = receiver.bodies
    assert "<script" not in said["message"] and "@everyone" not in said["message"]
    assert len(said["message"]) < 1200


@pytest.mark.parametrize("text", ["<!channel>", "@here", "<@U123>", "[click](https://evil.example)"])
def test_no_mention_and_no_hidden_link_survives(text):
    made = chat.inert(text)

    assert not {"<", ">"} & set(made) and "](" not in made
    assert "@here" not in made and "@U" not in made


def test_a_refusal_is_a_failure_that_can_be_tried_again_and_names_no_address(receiver, caplog):
    caplog.set_level(logging.DEBUG)
    receiver.will_answer(500)

    with pytest.raises(Failure) as refused:
        send(f"json://user:pa55word@{place(receiver)}/t0ken")

    assert not refused.value.permanent and "0123456789ab" in str(refused.value)
    said = str(refused.value) + caplog.text
    assert not [secret for secret in (*SECRETS, place(receiver)) if secret in said]


def test_nothing_is_logged_or_printed_at_any_level(receiver, caplog, capfd):
    caplog.set_level(1)
    for name in chat.TALKERS:
        logging.getLogger(name).setLevel(1)

    send(f"json://user:pa55word@{place(receiver)}/t0ken")

    out, err = capfd.readouterr()
    assert len(receiver.requests) == 1
    assert not [secret for secret in (*SECRETS, place(receiver)) if secret in caplog.text + out + err]


@pytest.mark.parametrize("scheme", ["json", "xml", "form", "gotify", "rsyslog", "mailto", "apprise"])
def test_no_scheme_leads_into_a_private_network(receiver, scheme):
    token = "/abcdefghijklmno" if scheme in ("gotify", "apprise") else "/"
    user = "user:pass@" if scheme == "mailto" else ""
    query = "?smtp=127.0.0.1&from=a@b.example&to=a@b.example" if scheme == "mailto" else ""

    with pytest.raises(Failure) as refused:
        send(f"{scheme}://{user}{place(receiver)}{token}{query}", private=False)

    assert refused.value.permanent and "REELPRESS_NOTIFY_PRIVATE" in str(refused.value)
    assert receiver.requests == []


def test_a_redirect_is_not_followed(receiver):
    receiver.will_answer(307, Location=receiver.url + "/elsewhere")

    with pytest.raises(Failure):
        send(f"json://{place(receiver)}/")
    assert len(receiver.requests) == 1


@pytest.mark.parametrize("address", ["nobody://x", "slack://", "slack://pa55word", "json://", "tgram://t0ken"])
def test_nonsense_is_told_without_being_shown(address, caplog):
    caplog.set_level(1)

    told = chat.problem(address)
    with pytest.raises(Failure) as refused:
        send(address)

    assert told and refused.value.permanent
    assert not [secret for secret in SECRETS if secret in told + str(refused.value) + caplog.text]


@pytest.mark.parametrize(
    "address",
    ["slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general", "mailtos://press:secret@mail.example",
     "ntfys://ntfy.example/press", "json://127.0.0.1"],
)  # fmt: skip
def test_an_address_that_apprise_knows_is_no_problem(address):
    assert chat.problem(address) == ""
