"""What cannot be read aloud leaves the text; what can stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.content import spoken


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("See https://www.example.com/a_b?c=d#e.", "See example.com."),
        ("See (https://example.com/a_(b)) and go", "See (example.com) and go"),
        ("At https://user:secret@example.com:8080/x, ok", "At example.com, ok"),
        ("www.example.org/x is it", "example.org is it"),
        ("Missed :broken_heart: always. :+1:", "Missed always."),
        ("At 10:30:45 call std::vec::Vec", "At 10:30:45 call std::vec::Vec"),
        ("Hi! 👋 Good 🎉!", "Hi! Good!"),
        ("Family 👨‍👩‍👧 and flag 🇩🇪 here", "Family and flag here"),
        ("A {{ site.title }} and {% if x %}b{% endif %}", "A and b"),
        ("so -- he said", "so — he said"),
        ("--flag and a--b", "--flag and a--b"),
        ("[link text][nowhere] and x[i][j]", "link text and x[i][j]"),
        ("fact[^1] stands", "fact stands"),
        ("[x] done", "done"),
        ("“Smart” ‘quotes’ — stay…", "“Smart” ‘quotes’ — stay…"),
        ("soft\u00adhyphen zero\u200bwidth no\u00a0break", "softhyphen zerowidth no break"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("日本\n語と English\nwords", "日本語と English words"),
        ("© 2024 Acme™, 5 → 6, ½", "© 2024 Acme™, 5 → 6, ½"),
    ],
)
def test_only_what_can_be_spoken_stays(written, said):
    assert spoken.join(spoken.tidy(written)) == said


@given(st.text())
def test_the_result_is_one_plain_line(text):
    said = spoken.join(spoken.tidy(text))
    assert said == " ".join(said.split())
    said.encode()
    assert "\0" not in said
