"""What each refusal of Instagram means, row by row of its documents, and when to come back."""

import json

import pytest

from reelpress.lib.http import Answer
from reelpress.publishing.platforms.errors import ErrorClass
from reelpress.publishing.platforms.graph_errors import SHARED_CODES, SHARED_PAIRS, regained
from reelpress.publishing.platforms.instagram_errors import CODES, SUBCODES, TABLE, unprocessed


def said(code, subcode=0, status=400, headers=None, **more):
    body = {"error": {"message": "what they say", "code": code, "error_subcode": subcode, **more}}
    return Answer(status, headers or {}, json.dumps(body).encode())


CASES = [*SUBCODES.items(), *CODES.items(), *SHARED_CODES.items(), *SHARED_PAIRS.items()]


@pytest.mark.parametrize(("key", "case"), CASES)
def test_every_known_refusal_has_a_class_and_three_sentences(key, case):
    assert case.happened.endswith((".", "refused")) and case.means and case.todo


@pytest.mark.parametrize(
    ("code", "subcode", "expected"),
    [
        *[(190, subcode, ErrorClass.AUTH) for subcode in (0, 458, 459, 460, 463, 464, 467, 492)],
        (102, 0, ErrorClass.AUTH),
        *[(code, 0, ErrorClass.PERMISSION) for code in (3, 10, 200, 299)],
        (100, 33, ErrorClass.PERMISSION),
        *[(code, 0, ErrorClass.RATE_LIMIT) for code in (4, 17, 32, 613, 341, 80001, 80002)],
        (9, 2207042, ErrorClass.DAILY_CAP),
        (4, 2207051, ErrorClass.POLICY),
        (25, 2207050, ErrorClass.POLICY),
        (368, 0, ErrorClass.POLICY),
        (506, 0, ErrorClass.DUPLICATE),
        (352, 2207026, ErrorClass.INVALID_MEDIA),
        (36000, 2207004, ErrorClass.INVALID_MEDIA),
        (36001, 2207005, ErrorClass.INVALID_MEDIA),
        (36003, 2207009, ErrorClass.INVALID_MEDIA),
        (9004, 2207052, ErrorClass.INVALID_MEDIA),
        (1, 2207057, ErrorClass.INVALID_MEDIA),
        (0, 2207081, ErrorClass.INVALID_MEDIA),
        (100, 2207023, ErrorClass.INVALID_REQUEST),
        (100, 2207028, ErrorClass.INVALID_REQUEST),
        (100, 2207040, ErrorClass.INVALID_REQUEST),
        (36004, 2207010, ErrorClass.INVALID_REQUEST),
        (100, 0, ErrorClass.INVALID_REQUEST),
        *[(code, 0, ErrorClass.SERVER) for code in (1, 2)],
        *[(-1, subcode, ErrorClass.SERVER) for subcode in (2207001, 2207032, 2207053)],
        (-2, 2207003, ErrorClass.SERVER),
        (0, 2207082, ErrorClass.SERVER),
        (9007, 2207027, ErrorClass.PROCESSING),
        (-2, 2207020, ErrorClass.SERVER),
        (24, 2207006, ErrorClass.SERVER),
        (24, 2207008, ErrorClass.SERVER),
        (100, 2207085, ErrorClass.PERMISSION),
    ],
)
def test_a_refusal_has_the_class_of_the_table(code, subcode, expected):
    assert TABLE.refusal(said(code, subcode)).error_class is expected


def test_what_no_table_knows_is_judged_by_its_marks_and_quoted():
    assert TABLE.refusal(said(77, is_transient=True)).error_class is ErrorClass.SERVER
    assert TABLE.refusal(said(77, status=503)).error_class is ErrorClass.SERVER
    unknown = TABLE.refusal(said(77))
    assert unknown.error_class is ErrorClass.INVALID_REQUEST and "what they say" in str(unknown)
    assert "what they say" in str(TABLE.refusal(said(100)))
    assert unprocessed(0, "").error_class is ErrorClass.INVALID_MEDIA


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ('{"1": [{"type": "instagram", "estimated_time_to_regain_access": 3}, {}], "2": [{"a": 1}]}', 180),
        ('{"1": [{"estimated_time_to_regain_access": 99999}]}', 86_400),
        ('{"1": [{"estimated_time_to_regain_access": 0}]}', None),
        ('{"1": "nonsense"}', None),
        ("[1]", None),
        ("nonsense", None),
    ],
)
def test_the_header_of_business_use_says_when_to_come_back(header, seconds):
    answer = said(80002, headers={"x-business-use-case-usage": header})
    assert regained(answer) == seconds and TABLE.refusal(answer).retry_after == (seconds or 3600)


@pytest.mark.parametrize(
    ("kind", "start_over"),
    [("OffsetInvalidError", False), ("PartialRequestError", False), ("ProcessingFailedError", True)],
)
def test_words_of_the_upload_host_are_understood(kind, start_over):
    body = {"debug_info": {"retriable": True, "type": kind, "message": "why"}}
    found = TABLE.refusal(Answer(400, {}, json.dumps(body).encode()))
    assert (found.error_class, found.start_over) == (ErrorClass.SERVER, start_over) and "why" in str(found)
