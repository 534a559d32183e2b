"""What each refusal of Facebook means, row by row of its documents."""

import json

import pytest

from reelpress.lib.http import Answer
from reelpress.publishing.platforms.errors import ErrorClass
from reelpress.publishing.platforms.facebook_errors import CODES, PAIRS, SUBCODES, TABLE, WORDS, unprocessed


def refusal(code, subcode=0, status=400, message="what they say", **more):
    body = {"error": {"message": message, "code": code, "error_subcode": subcode, **more}}
    return TABLE.refusal(Answer(status, {}, json.dumps(body).encode()))


@pytest.mark.parametrize(("key", "case"), [*PAIRS.items(), *SUBCODES.items(), *CODES.items(), *WORDS])
def test_every_known_refusal_has_a_class_and_three_sentences(key, case):
    assert case.happened.endswith(".") and case.means and case.todo


@pytest.mark.parametrize(
    ("code", "subcode", "expected"),
    [
        (190, 0, ErrorClass.AUTH),
        (102, 0, ErrorClass.AUTH),
        *[(code, 0, ErrorClass.PERMISSION) for code in (3, 10, 200, 299)],
        (368, 1404078, ErrorClass.PERMISSION),
        (368, 4854002, ErrorClass.PERMISSION),
        *[(code, 0, ErrorClass.RATE_LIMIT) for code in (4, 17, 32, 341, 613, 80001)],
        (368, 1390008, ErrorClass.RATE_LIMIT),
        (368, 0, ErrorClass.POLICY),
        (368, 1, ErrorClass.POLICY),
        *[(100, subcode, ErrorClass.POLICY) for subcode in (1346003, 1404102, 1404112)],
        (506, 0, ErrorClass.DUPLICATE),
        (1366051, 0, ErrorClass.DUPLICATE),
        (100, 1366051, ErrorClass.DUPLICATE),
        *[(code, 0, ErrorClass.INVALID_MEDIA) for code in (351, 352, 382, 389, 1363127, 2069019, 1366046)],
        *[(100, subcode, ErrorClass.INVALID_MEDIA) for subcode in (1363127, 2069019, 1366046)],
        *[(code, 0, ErrorClass.SERVER) for code in (1, 2, 6000, 6001, 1363047, 1609010)],
        *[(6000, subcode, ErrorClass.SERVER) for subcode in (1363047, 1363037)],
        (100, 0, ErrorClass.INVALID_REQUEST),
        (1609005, 0, ErrorClass.INVALID_REQUEST),
        (100, 1609005, ErrorClass.INVALID_REQUEST),
        (100, 33, ErrorClass.PERMISSION),
    ],
)
def test_a_refusal_has_the_class_of_the_table(code, subcode, expected):
    assert refusal(code, subcode).error_class is expected


def test_words_and_marks_decide_where_the_code_does_not():
    assert refusal(100, message="No permission to publish the video").error_class is ErrorClass.PERMISSION
    assert refusal(77, is_transient=True).error_class is ErrorClass.SERVER
    assert refusal(77, status=502).error_class is ErrorClass.SERVER
    assert refusal(77, status=401).error_class is ErrorClass.AUTH
    assert "what they say" in str(refusal(77)) and "what they say" in str(refusal(100))


def test_a_pause_is_an_hour_when_facebook_does_not_say_how_long():
    assert refusal(4).retry_after == 3600 and refusal(368, 1390008).retry_after == 3600
    assert refusal(2).retry_after is None


def test_failed_processing_is_quoted_and_starts_over():
    found = unprocessed("Too long.")
    assert found.error_class is ErrorClass.INVALID_MEDIA and found.start_over and "(Too long)." in str(found)
    assert "no reason given" in str(unprocessed(""))
