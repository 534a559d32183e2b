"""What looks secret is hidden, however deep it lies; what is plain is shown."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.dashboard.redaction import HIDDEN, redact, redact_text

SECRET = "s3cr3t-value-91"


@pytest.mark.parametrize(
    "key",
    ["token", "access_token", "refreshToken", "client_secret", "PASSWORD", "api_key", "apikey", "Authorization",
     "credentials", "set-cookie", "private_key", "signature"],
)  # fmt: skip
def test_a_value_with_a_secret_name_is_hidden(key):
    assert redact({key: SECRET}) == {key: HIDDEN}


@pytest.mark.parametrize("key", ["video_id", "unique_key", "format", "platforms", "monkey", "author"])
def test_a_value_with_a_plain_name_is_shown(key):
    assert redact({key: "plain"}) == {key: "plain"}


plain_name = st.text("abcxyz", max_size=5)  # no secret word can be made of these
json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(plain_name, inner, max_size=3),
    max_leaves=10,
)


@given(json_like, st.sampled_from(["token", "client_secret", "password"]))
def test_a_secret_is_hidden_however_deep_it_lies(around, key):
    deep = {"a": [around, {"b": {key: {"inside": SECRET}}}]}

    assert SECRET not in json.dumps(redact(deep))


@given(json_like)
def test_what_has_no_secret_name_keeps_its_shape(value):
    assert redact({"value": value}) == json.loads(json.dumps({"value": value}))


@pytest.mark.parametrize(
    "text",
    [f"Authorization: Bearer {SECRET}", f"postgresql://mira:{SECRET}@db.example/x",
     f"https://api.example/me?access_token={SECRET}&fields=id", f"GET /x?key={SECRET}",
     f"password={SECRET} was refused", f"connect(user='a', access_token='{SECRET}')",
     f'{{"client_secret": "{SECRET}"}}'],
)  # fmt: skip
def test_secrets_inside_of_sentences_are_hidden(text):
    assert SECRET not in redact_text(text)
    assert HIDDEN in redact_text(text)


@pytest.mark.parametrize(
    "text",
    ["LinkedIn does not accept the token any more. Connect the account again.", "max_tokens=100", "The token: expired",
     "Password or user name is wrong", "secrets.token_urlsafe(48)"],
)  # fmt: skip
def test_a_sentence_about_a_secret_is_shown(text):
    assert redact_text(text) == text
