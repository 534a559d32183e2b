"""`reelpress post`: bringing posts in."""

import pytest

from reelpress.content.models import Post
from tests.cli import rows

pytestmark = pytest.mark.django_db
TEXT = "---\ntitle: {title}\n---\n\nA first paragraph with some words.\n\n## A heading\n\nAnother one.\n"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def write(tmp_path):
    """Write a post with this title; return its path."""

    def writer(name, title):
        path = tmp_path / name
        path.write_text(TEXT.format(title=title), encoding="utf-8")
        return path

    return writer


def test_import_tells_what_became_of_each_post(run, write):
    path = write("first.md", "The first")
    [row] = run("post", "import", path, "--json").data
    post = Post.objects.get()
    assert row == {"id": post.pk, "slug": post.slug, "title": "The first", "outcome": "created"}
    assert run("post", "import", path, "--json").data[0]["outcome"] == "unchanged"
    write("first.md", "The first, again")
    assert run("post", "import", path, "--json").data[0]["outcome"] == "updated"


def test_a_folder_is_imported_whole(run, write, tmp_path):
    write("one.md", "One")
    write("two.md", "Two")
    said = run("post", "import", tmp_path)
    assert said.code == 0
    assert said.out.splitlines()[0].split() == ["ID", "SLUG", "TITLE", "OUTCOME"]
    assert {post.title for post in Post.objects.all()} == {"One", "Two"}


def test_what_cannot_be_imported_is_wrong_usage(run, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty.md").touch()
    (tmp_path / "binary.md").write_bytes(bytes(range(256)) * 20)
    for path in ("missing.md", "empty", "empty.md", "binary.md"):
        said = run("post", "import", tmp_path / path, "--json")
        assert (said.code, said.out) == (2, ""), path
        assert len(said.err) > 20
        assert "Traceback" not in said.err


def test_an_empty_path_is_not_the_folder_one_is_in(run, write, tmp_path, monkeypatch):
    write("one.md", "One")
    monkeypatch.chdir(tmp_path)
    refused = run("post", "import", "")
    assert refused.code == 2 and "The path is empty." in refused.err and not Post.objects.exists()


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/feed.xml", "ftp://example.com/feed.xml"])
def test_an_address_that_must_not_be_read_is_refused_with_what_to_do(run, address):
    said = run("post", "import", address)
    assert said.code == 2
    assert address in said.err


def test_one_broken_path_does_not_keep_the_others_out(run, write, tmp_path):
    said = run("post", "import", tmp_path / "missing.md", write("good.md", "Good"), "--json")
    assert said.code == 2
    assert [row["title"] for row in said.data] == ["Good"]
    assert "missing.md does not exist.\nWhat the list shows was imported. Check the path" in said.err
    assert "Nothing was imported" not in said.err


def test_the_good_files_of_a_folder_are_imported_and_the_bad_ones_named_with_their_reason(run, write, tmp_path):
    write("good.md", "Good")
    (tmp_path / "empty.md").touch()
    (tmp_path / "binary.md").write_bytes(bytes(range(256)))
    said = run("post", "import", tmp_path)
    assert said.code == 2 and Post.objects.get().title == "Good"
    assert "2 files in" in said.err and "empty.md is empty" in said.err and "binary.md is not text" in said.err
    assert "The others were imported. Mend or move these files" in said.err and "Nothing was" not in said.err


def test_a_folder_of_bad_files_only_imports_nothing_and_says_so(run, tmp_path):
    (tmp_path / "empty.md").touch()
    said = run("post", "import", tmp_path)
    assert (said.code, said.out) == (2, "") and "Nothing was imported" in said.err


def test_the_list_shows_the_newest_first(run):
    first, second = rows.post("first", "The first"), rows.post("second", "The second")
    assert run("post", "list", "--json").data == [
        {"id": second.pk, "slug": "second", "title": "The second"},
        {"id": first.pk, "slug": "first", "title": "The first"},
    ]
    assert "The second" in run("post", "list").out.splitlines()[1]


def test_an_empty_list_says_how_to_begin(run):
    assert run("post", "list").out == "No posts yet. Bring some in: reelpress post import PATH\n"


@pytest.mark.parametrize("by", ["pk", "slug"])
def test_one_post_is_shown_with_its_videos_and_publications(run, settings, by):
    post = rows.post()
    rows.video(post)
    rows.publication(post, rows.account(), url="https://example.com/v/1")
    shown = run("post", "show", getattr(post, by), "--json").data
    assert (shown["slug"], shown["words"], shown["images"]) == ("a-post", 2, 0)
    assert [made["format"] for made in shown["videos"]] == ["tiktok"]
    assert [sent["url"] for sent in shown["publications"]] == ["https://example.com/v/1"]
    text = run("post", "show", getattr(post, by)).out
    assert "https://example.com/v/1" in text
    assert "tiktok" in text


def test_a_post_that_does_not_exist_is_wrong_usage(run):
    said = run("post", "show", "nonsense")
    assert (said.code, said.out) == (2, "")
    assert "nonsense" in said.err


def test_a_post_is_removed_unless_it_was_published(run):
    post, kept = rows.post(), rows.post("kept")
    rows.publication(kept, rows.account())

    assert run("post", "remove", post.slug).out == f"Removed “{post.title}”, with its pictures and videos.\n"
    refused = run("post", "remove", kept.slug)
    assert refused.code == 2 and "keeps it from going out twice" in refused.err
    assert run("post", "list", "--json").data[0]["slug"] == "kept"
