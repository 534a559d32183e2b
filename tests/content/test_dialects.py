"""Every dialect's additions become plain Markdown, and code is never touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.content.cleaning import parse
from reelpress.content.dialects import to_commonmark


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ('Watch {{< youtube "abc" >}} now', "Watch  now"),
        ("{{% notice tip %}}\nMind\n{{% /notice %}}", "\nMind\n"),
        ('{{< figure src="a b.png" alt="An [A]" >}}', "![An \\[A\\]](<a b.png>)"),
        ("{{< figure src='a.png' caption='C' >}}", "![C](<a.png>)"),
        ('{{ image(path="a.png", alt="A") }}', "![A](<a.png>)"),
        ("{{ youtube(id='x') }}", ""),
        ("{{</* shown */>}}", ""),
        ("{% include video.html id=1 %}", ""),
        ("![x]({{ site.baseurl }}/a.png)", "![x](/a.png)"),
        ("![x](__GHOST_URL__/a.png)", "![x](/a.png)"),
        ("{% if a %}yes{% endif %}", "yes"),
        ("{% comment %}no\n\nno{% endcomment %}yes", "yes"),
        ("{% raw %}{{ kept }}{% endraw %}", "{{ kept }}"),
        ("Text\n{: .note}", "Text\n"),
        ("## Title {#anchor .x}", "## Title"),
        ("* TOC\n{:toc}\n\nText", "\n\nText"),
        ("[[toc]]\n", "\n"),
        ("a <!-- no\n\n```\nno\n``` --> b", "a  b"),
        ("a <!-- never closed", "a  never closed"),
        ("Fact[^1].\n\n[^1]: Source\n  more\n\nText", "Fact.\n\n\n\nText"),
        ("term\n: meaning", "term: meaning"),
        (":::tip Title\nInside\n:::", "\nInside\n"),
        ("Mind [!NOTE] it", "Mind  it"),
        ("import A, { b } from './a'\nimport './c'\n\nText", "\n\nText"),
        ("export const meta = {\n  a: 1,\n}\n\nText", "\n\nText"),
        ("<Chart data={{a: [1, 2]}} on={() => x} />", ""),
        ("<Tip>Inside</Tip> {/* no */}", "Inside "),
        ("<script>\n\nno\n</script>Text", "Text"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
    ],
)
def test_additions_become_plain_markdown(written, plain):
    assert to_commonmark(written) == plain


@pytest.mark.parametrize(
    "written",
    [
        '{% quote(author="Ada Lovelace") %}\nIt has no pretensions.\n{% end %}',
        "{{< blockquote author='Ada Lovelace' >}}It has no pretensions.{{< /blockquote >}}",
        '{% blockquote author:"Ada Lovelace" %}It has no pretensions.{% endblockquote %}',
    ],
)
def test_quote_tags_become_quotes_with_their_author(written):
    [quote] = parse(f"Before.\n{written}\nBehind.")[1:-1]
    assert (quote.kind, quote.text) == ("quote", "It has no pretensions. — Ada Lovelace")


def test_a_quote_tag_without_an_end_is_only_dropped():
    assert to_commonmark("{% quote() %}\n\nText {{< quote >}}") == "\n\nText "


@pytest.mark.parametrize(
    ("written", "inside"),
    [
        ("{% highlight ruby linenos %}\nputs {{ x }}\n{% endhighlight %}", "```ruby\nputs {{ x }}\n```"),
        ('{{< highlight go "linenos=1" >}}\nfmt\n{{< /highlight >}}', "```go\nfmt\n```"),
        ("{% highlight md %}\n```\n{% endhighlight %}", "````md\n```\n````"),
    ],
)
def test_code_tags_become_fences(written, inside):
    assert to_commonmark(written).strip() == inside


@pytest.mark.parametrize(
    "code",
    [
        "```yaml\n{{ .Values.x }} {% if %} <!-- a -->\nimport x from 'y'\n```",
        "~~~\n[^1]: x\n{: .y}\n```\n~~~",
        "- item\n\n  ```\n  {{ x }}\n  ```",
        "> ```\n> {{ x }}\n> ```",
        "`{{ x }}` and ``{% y ` %}``",
        "Text\n\n    {{ x }} {% y %}\n    <!-- z -->\n",
        "<pre>{{ x }}</pre>",
        "```\nnever closed {{ x }}",
    ],
)
def test_code_is_never_touched(code):
    assert to_commonmark(code) == code


@pytest.mark.parametrize(
    "text", ["Plain *words*, [links](x), a < b and {braces}.", "a <div>b</div>\n\n| a | b |\n|---|---|\n"]
)
def test_plain_markdown_stays_as_it_is(text):
    assert to_commonmark(text) == text


WRITTEN = "{{ }} {{< >}} {% %} {: } ` ``` ~~~ <!-- --> <A </A> > : ::: [^1] [^1]: import export raw"
PIECES = st.sampled_from(WRITTEN.split())


@given(st.lists(PIECES | st.sampled_from(["\n", "\n\n", " ", "a", "\n    "]), max_size=40).map("".join))
def test_no_mixture_raises(text):
    assert isinstance(to_commonmark(text), str)
