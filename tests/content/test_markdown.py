"""Files and folders of every site generator are read; bad ones are refused in one sentence."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reelpress.content.sources import gathering, markdown
from reelpress.lib.errors import BadInput
from tests.content.pictures import picture

YAML = "---\ntitle: Hello\n---\nText\n"


def write(path, content=YAML):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(path):
    return markdown.read(path, max_megabytes=1)


def refusal(path):
    with pytest.raises(BadInput) as refused:
        read(path)
    said = refused.value.explanation
    assert "\n" not in str(refused.value)
    assert said.happened.endswith(".")
    assert said.means
    assert said.todo
    return said.happened


def gathered(post, tmp_path):
    """The post with its pictures checked, nothing being downloaded."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return gathering.gather([post], folder=scratch, web=None, known={})[0]


def test_a_jekyll_post_is_read(tmp_path):
    text = (
        "---\ntitle: 'Goodbye'\ndate: 2021-09-14 11:28:02 -0500\nauthor: ann\ncategories: [team, news]\n---\n\nText.\n"
    )
    (post,) = read(write(tmp_path / "_posts" / "2021-09-13-goodbye-all.markdown", text))
    assert (post.slug, post.title, post.author, post.tags) == ("goodbye-all", "Goodbye", "ann", ("team", "news"))
    assert post.published_at == datetime(2021, 9, 14, 16, 28, 2, tzinfo=UTC)
    assert post.body == "Text.\n"


def test_a_hugo_bundle_is_read_with_its_pictures(tmp_path):
    text = '---\ntitle: Bundle\nslug: my-bundle\n---\n\n![A](a.png)\n\n{{< figure src="/blog/x/b.jpg" alt="B" >}}\n'
    path = write(tmp_path / "2024-05-01-bundle" / "index.md", text)
    write(path.parent / "a.png", picture())
    write(path.parent / "b.jpg", picture("JPEG"))
    (post,) = read(tmp_path)
    assert post.slug == "my-bundle"
    assert post.published_at == datetime(2024, 5, 1, tzinfo=UTC)
    assert [(i.ref, i.alt, i.path.name, i.width) for i in gathered(post, tmp_path).images] == [
        ("a.png", "A", "a.png", 40),
        ("/blog/x/b.jpg", "B", "b.jpg", 40),
    ]
    assert post.notes == ()


def test_a_zola_page_is_read(tmp_path):
    text = (
        '+++\npath = "2025/09/12/page"\ntitle = "Page"\nauthors = ["A", "B"]\n'
        '[taxonomies]\ntags = ["t"]\n[extra]\ncover = "c.png"\n+++\n\nText\n'
    )
    write(tmp_path / "c.png", picture())
    (post,) = read(write(tmp_path / "x.md", text))
    assert (post.slug, post.author, post.tags) == ("page", "A, B", ("t",))
    assert post.published_at == datetime(2025, 9, 12, tzinfo=UTC)
    assert [(i.ref, i.alt) for i in post.wanted] == [("c.png", "Page")]


def test_a_ghost_export_is_read(tmp_path):
    text = (
        "---\ntitle: Ghost\nslug: ghost\npublished_at: '2024-02-03T04:05:06.000Z'\nauthors:\n- name: Ann\n"
        "tags:\n- name: News\ncustom_excerpt: Short\ncanonical_url: https://example.com/ghost/\n---\n"
        "<!--kg-card-begin: html--><p>Hi</p><!--kg-card-end: html-->\n"
    )
    (post,) = read(write(tmp_path / "ghost.md", text))
    assert (post.author, post.tags, post.summary) == ("Ann", ("News",), "Short")
    assert post.canonical_url == "https://example.com/ghost/"
    assert post.published_at == datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)


def test_a_post_without_front_matter_is_named_by_its_heading(tmp_path):
    (post,) = read(write(tmp_path / "some-file.mdx", "Intro\n\n# My title\n"))
    assert (post.title, post.slug, post.language) == ("My title", "some-file", "")


def test_a_byte_order_mark_is_no_text(tmp_path):
    (post,) = read(write(tmp_path / "a.md", b"\xef\xbb\xbf" + YAML.encode()))
    assert post.title == "Hello"


def test_a_folder_is_read_sorted_and_only_its_posts(tmp_path):
    names = ["b.md", "a.markdown", "sub/c.mdown", "sub/deeper/index.md", "de/hallo.de.md", "security-update.md"]
    passed_over = [
        "README.md",
        "readme.fr.md",
        "LICENSE.md",
        ".hidden.md",
        ".git/x.md",
        "_index.md",
        "sub/_index.de.md",
    ]
    passed_over += ["notes.txt", "_drafts/d.md", "node_modules/x/y.md"]
    for name in names + passed_over:
        write(tmp_path / name)
    found = [os.path.relpath(post.origin, tmp_path.resolve()) for post in read(tmp_path)]
    assert found == ["a.markdown", "b.md", "security-update.md", "de/hallo.de.md", "sub/c.mdown", "sub/deeper/index.md"]


def test_drafts_of_a_folder_are_passed_over_and_named(tmp_path, caplog):
    write(tmp_path / "a.md")
    write(tmp_path / "b.md", "---\ntitle: B\ndraft: true\n---\nText")
    assert [post.title for post in read(tmp_path)] == ["Hello"]
    assert "b.md is a draft" in caplog.text


def test_a_draft_that_is_named_is_read(tmp_path):
    (post,) = read(write(tmp_path / "b.md", "---\ntitle: B\ndraft: true\n---\nText"))
    assert post.draft


def test_a_link_never_leads_out_of_the_folder(tmp_path):
    outside = write(tmp_path / "outside" / "secret.md")
    write(tmp_path / "in" / "a.md")
    (tmp_path / "in" / "b.md").symlink_to(outside)
    (tmp_path / "in" / "folder").symlink_to(outside.parent)
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "gone.md").symlink_to(tmp_path / "nothing.md")
    assert [Path(post.origin).name for post in read(tmp_path / "in")] == ["a.md"]


def test_a_picture_that_cannot_be_used_is_a_note(tmp_path):
    write(tmp_path / "outside.png", picture())
    write(tmp_path / "blog" / "bad.png", picture("PNG", (300, 200), None)[:-3000])
    write(tmp_path / "blog" / "good.png", picture())
    text = "![a](bad.png) ![b](good.png) ![c](../outside.png) ![d](gone.png) ![e](https://x.y/z.png)\n"
    (post,) = read(write(tmp_path / "blog" / "a.md", text))
    post = gathered(post, tmp_path)
    assert [image.ref for image in post.images] == ["good.png"]
    assert post.notes == (
        "The picture ../outside.png lies outside the imported folder and was left out.",
        "The picture gone.png was not found and was left out.",
        "The picture bad.png is damaged and was left out.",
    )


def test_the_pictures_of_a_post_are_bounded(tmp_path):
    write(tmp_path / "a.png", picture())
    text = "".join(f"![x](a.png?v={n})\n" for n in range(gathering.MOST_IMAGES + 5))
    (post,) = read(write(tmp_path / "a.md", text))
    post = gathered(post, tmp_path)
    assert len(post.images) == gathering.MOST_IMAGES
    assert post.notes == (
        f"The post shows {gathering.MOST_IMAGES + 5} pictures; the first {gathering.MOST_IMAGES} came along.",
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\x00\x01\x02binary", "holds NUL bytes"),
        (b"\xff\xfe# Title", "is not text in UTF-8"),
        ("", "is empty"),
        (" \n\n", "is empty"),
        ("---\ntitle: Only\n---\n\n", "has front matter and no text"),
        ("---\ntitle: [\n---\nText", "has front matter that is not valid YAML in line"),
        ("---\ntitle: x\n", "has front matter that begins with --- and never ends"),
        ("+++\ntitle = \n+++\nText", "has front matter that is not valid TOML"),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence(tmp_path, content, why):
    happened = refusal(write(tmp_path / "bad.md", content))
    assert happened.startswith("bad.md ")
    assert why in happened


def test_a_file_over_the_limit_is_refused_unread(tmp_path):
    with (tmp_path / "large.md").open("wb") as file:
        file.truncate(50 << 20)  # of zeros: reading them would say "NUL bytes"
    assert refusal(tmp_path / "large.md") == "large.md has 50.0 MB; the limit is 1 MB."


def test_a_missing_file_is_refused(tmp_path):
    assert refusal(tmp_path / "nothing.md").endswith("nothing.md does not exist.")
    assert "does not exist" in refusal(tmp_path / ("x" * 5000))
    assert "does not exist" in refusal(tmp_path / "nul\0.md")


def test_other_kinds_of_file_are_refused(tmp_path):
    assert refusal(write(tmp_path / "page.html", "<p>Hi</p>")) == "page.html is not a Markdown file."


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")
    assert refusal(tmp_path / "pipe.md") == "pipe.md is not an ordinary file."
    write(tmp_path / "good.md")
    assert "pipe.md is not an ordinary file" in refusal(tmp_path)


def test_a_folder_without_posts_is_refused(tmp_path):
    write(tmp_path / "README.md")
    assert "There are no posts in" in refusal(tmp_path)


def test_a_folder_with_broken_files_names_every_one(tmp_path):
    write(tmp_path / "good.md")
    write(tmp_path / "one.md", "")
    write(tmp_path / "sub" / "two.md", b"\x00")
    happened = refusal(tmp_path)
    assert happened.startswith("2 files in ")
    assert "one.md is empty; sub/two.md is not text" in happened


def test_a_folder_with_very_many_broken_files_counts_the_rest(tmp_path):
    for number in range(markdown.MOST_NAMED + 5):
        write(tmp_path / f"{number:02}.md", "")
    assert refusal(tmp_path).endswith(f"{markdown.MOST_NAMED - 1}.md is empty; and 5 more.")


def test_a_folder_of_very_many_posts_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(markdown, "MOST_POSTS", 3)
    for number in range(4):
        write(tmp_path / f"{number}.md")
    assert refusal(tmp_path).endswith("holds more than 3 posts.")


def test_a_folder_of_more_text_than_memory_should_hold_is_refused(tmp_path):
    for number in range(25):
        with (tmp_path / f"{number}.md").open("wb") as file:
            file.truncate(1 << 20)
    assert "holds more than 20 MB of posts" in refusal(tmp_path)


def test_a_name_that_is_no_text_is_told_in_text(tmp_path):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md")).write_text(YAML)
    (post,) = read(tmp_path)
    post.origin.encode()
    assert "caf\\xe9.md" in post.origin
