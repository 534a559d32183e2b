"""MDX becomes the Markdown that it shows: code goes, words and pictures stay, examples of code are untouched."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.content.cleaning import parse
from reelpress.content.sources.mdx import to_markdown


def words(text):
    return " ".join(block.text for block in parse(to_markdown(text)) if block.kind != "code")


@pytest.mark.parametrize(
    "code",
    [
        "import A from './a'",
        "import {\n  A,\n  B\n} from './a'",
        "export const meta = {\n  gone: [1, {a: 2}]\n}",
        "export default ({children}) => <Layout>{children}</Layout>",
        "{gone.map(p => (\n  <li key={p.id}>{p.gone}</li>\n))}",
        "<Chart data={[1, 2]} render={() => <i>gone</i>} />",
        "{/* gone */}",
    ],
)
def test_code_goes(code):
    assert words(f"{code}\n\nWords stay.\n") == "Words stay."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<Note type={x}>\n\nInside.\n\n</Note>", "Inside."),
        ('<div className="a" onClick={() => { go() }}>Inside.</div>', "Inside."),
        ("A{' '}b {`c`} {\"d\"}", "A b c d"),
        ("import duties are high.", "import duties are high."),
        ("`{code}` stays", "{code} stays"),
    ],
)
def test_words_stay(text, said):
    assert words(text) == said


@pytest.mark.parametrize(
    "tag",
    [
        '<img src="./a.png" alt="A" />',
        "<img src={require('./a.png').default} alt='A' />",
        "import pic from './a.png'\n\n<Image src={pic} alt=\"A\" />",
        "import pic from './a.png'\n\n<img src={pic.src} alt='A'/>",
    ],
)
def test_pictures_are_found_through_imports(tag):
    (block,) = parse(to_markdown(tag))
    assert (block.ref, block.text) == ("./a.png", "A")


def test_fenced_code_is_untouched():
    text = "```jsx\nimport x from 'y'\n<Chart a={1}/>\n{x}\n```\n"
    assert to_markdown(text) == text


PIECES = [
    "{",
    "}",
    "<A ",
    "<a ",
    "/>",
    ">",
    "`",
    "```\n",
    "\n",
    "import {",
    "export const a = (",
    "src={",
    "'",
    '"',
    "x",
]


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_nothing_breaks_it(pieces):
    assert isinstance(to_markdown("".join(pieces)), str)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["{", "<a ", "<A {", "import {\n", "` ", "export const a = (\n"])
def test_a_megabyte_takes_seconds(piece):
    begun = time.process_time()
    to_markdown(piece * (850_000 // len(piece)))
    assert time.process_time() - begun < 20


def test_a_tag_with_words_without_end_takes_no_time_to_speak_of():
    text = f"<a {'x' * 4990} " * 20
    begun = time.process_time()
    assert to_markdown(text) == text
    assert time.process_time() - begun < 1.0
