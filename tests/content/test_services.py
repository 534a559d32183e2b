"""Importing writes each post once, whole or not at all, however often and from wherever it is imported."""

import shutil

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reelpress.content.models import Image, Post
from reelpress.content.services import find_post, import_path, import_text
from reelpress.lib.errors import BadInput, Failure
from tests.content.pictures import picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def blog(tmp_path):
    folder = tmp_path / "blog"
    folder.mkdir()
    return folder


def write(path, body="Text", **meta):
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{key}: {value}\n" for key, value in meta.items())
    path.write_text(f"---\n{lines}---\n{body}\n" if meta else body, encoding="utf-8")
    return path


def outcomes(path):
    return [(imported.post.slug, imported.outcome) for imported in import_path(path)]


def test_a_post_is_created_with_all_its_fields(blog):
    path = write(
        blog / "a.md", title="Hello", author="Ann", tags="[x, y]", lang="de", description="Short", date="2024-01-05"
    )
    (imported,) = import_path(path)
    post = Post.objects.get()
    assert imported.post == post
    assert (post.title, post.author, post.tags, post.language) == ("Hello", "Ann", ["x", "y"], "de")
    assert (post.summary, post.body, post.origin) == ("Short", "Text\n", str(path.resolve()))
    assert post.published_at.isoformat() == "2024-01-05T00:00:00+00:00"
    assert post.created_at and post.updated_at


def test_importing_again_changes_nothing(blog):
    path = write(blog / "a.md", "![A](a.png)", title="Hello")
    (blog / "a.png").write_bytes(picture())
    assert outcomes(path) == [("a", "created")]
    before = Post.objects.values().get(), list(Image.objects.values())
    assert outcomes(path) == [("a", "unchanged")]
    assert (Post.objects.values().get(), list(Image.objects.values())) == before


def test_an_edited_post_is_updated_in_place(blog):
    path = write(blog / "a.md", title="Hello")
    (first,) = import_path(path)
    write(path, "New text", title="Hello again")
    (second,) = import_path(path)
    assert (second.outcome, second.post.pk, second.post.title) == ("updated", first.post.pk, "Hello again")
    assert second.post.updated_at >= first.post.updated_at
    assert second.post.created_at == first.post.created_at


def test_a_moved_file_is_the_same_post(blog):
    old = write(blog / "a.md", title="Hello")
    import_path(old)
    new = blog / "sub" / "a.md"
    new.parent.mkdir()
    shutil.move(old, new)
    assert outcomes(new) == [("a", "unchanged")]
    assert Post.objects.get().origin == str(new.resolve())


def test_a_moved_and_edited_file_is_the_same_post(blog):
    import_path(write(blog / "a.md", title="Hello"))
    assert outcomes(write(blog / "sub" / "a.md", "Edited", title="Hello")) == [("a", "updated")]
    assert Post.objects.get().body == "Edited\n"


def test_the_same_address_on_the_web_is_the_same_post(blog):
    import_path(write(blog / "a.md", title="Hello", canonical_url="https://x.y/a"))
    assert outcomes(write(blog / "b.md", title="Renamed", canonical_url="https://x.y/a")) == [("b", "updated")]
    assert Post.objects.count() == 1


def test_another_post_of_the_same_name_gets_a_number(blog):
    import_path(write(blog / "one" / "a.md", title="One"))
    assert outcomes(write(blog / "two" / "a.md", title="Two")) == [("a-2", "created")]
    assert outcomes(write(blog / "three" / "a.md", title="Three")) == [("a-3", "created")]
    assert outcomes(blog / "two" / "a.md") == [("a-2", "unchanged")]
    write(blog / "two" / "a.md", "Edited", title="Two")
    assert outcomes(blog / "two" / "a.md") == [("a-2", "updated")]


def test_a_numbered_post_is_found_again_after_a_move(blog):
    import_path(write(blog / "one" / "a.md", title="One"))
    import_path(write(blog / "two" / "a.md", title="Two"))
    assert outcomes(write(blog / "elsewhere" / "a.md", title="Two")) == [("a-2", "unchanged")]


def test_two_alike_files_of_one_folder_are_two_posts(blog):
    write(blog / "one" / "a.md", title="Same")
    write(blog / "two" / "a.md", title="Same")
    assert outcomes(blog) == [("a", "created"), ("a-2", "created")]
    assert outcomes(blog) == [("a", "unchanged"), ("a-2", "unchanged")]


def test_a_translation_is_a_post_of_its_own(blog):
    import_path(write(blog / "en" / "api.md", title="API", lang="en"))
    assert outcomes(write(blog / "fr" / "api.md", title="API", lang="fr")) == [("api-2", "created")]


def test_a_copied_folder_is_not_a_second_blog(blog, tmp_path):
    for number in range(3):
        write(blog / f"p{number}.md", title=f"Post {number}")
    import_path(blog)
    shutil.copytree(blog, tmp_path / "copy")
    assert [outcome for _, outcome in outcomes(tmp_path / "copy")] == ["unchanged"] * 3
    assert Post.objects.count() == 3


def test_a_changed_slug_follows_the_post(blog):
    path = write(blog / "a.md", title="Hello", slug="old")
    import_path(path)
    write(path, title="Hello", slug="new")
    assert outcomes(path) == [("new", "updated")]


def test_a_post_that_is_uploaded_without_its_pictures_keeps_those_it_has(blog):
    (blog / "a.png").write_bytes(picture())
    (blog / "b.png").write_bytes(picture())
    path = write(blog / "a.md", "![A](a.png)\n\n![B](b.png)", title="x")
    import_path(path)
    text = path.read_text().replace("![B](b.png)", "No more B, and ![C](c.png)")
    (imported,) = import_text(text, name="a.md")
    assert [image.ref for image in imported.post.images.all()] == ["a.png"] and Post.objects.count() == 1
    assert imported.notes == (
        "The picture a.png is not part of what was given; the one from an import before stays.",
        "The picture c.png is not part of what was given and was left out.",
    )


def test_pictures_are_kept_by_their_content(blog, media):
    (blog / "a.png").write_bytes(picture())
    (blog / "b.png").write_bytes(picture())
    (imported,) = import_path(write(blog / "a.md", "![A](a.png)\n\n![B](b.png)", title="x"))
    images = list(imported.post.images.all())
    assert [(image.ref, image.alt, image.width, image.height) for image in images] == [
        ("a.png", "A", 40, 30),
        ("b.png", "B", 40, 30),
    ]
    assert images[0].path.read_bytes() == picture()
    assert [path.name for path in (media / "posts").iterdir()] == [f"{images[0].digest}.png"]


def test_rows_of_pictures_follow_the_post(blog):
    for name, colour in (("a", (1, 2, 3)), ("b", (4, 5, 6)), ("c", (7, 8, 9))):
        (blog / f"{name}.png").write_bytes(picture(colour=colour))
    path = write(blog / "a.md", "![A](a.png) ![B](b.png)", title="x")
    import_path(path)
    kept = Image.objects.get(ref="b.png").pk
    write(path, "![Bee](b.png) ![C](c.png)", title="x")
    assert outcomes(path) == [("a", "updated")]
    assert list(Image.objects.values_list("ref", "alt")) == [("b.png", "Bee"), ("c.png", "C")]
    assert Image.objects.get(ref="b.png").pk == kept


def test_a_picture_that_changed_changes_the_post(blog):
    path = write(blog / "a.md", "![A](a.png)", title="x")
    (blog / "a.png").write_bytes(picture())
    import_path(path)
    (blog / "a.png").write_bytes(picture(colour=(1, 1, 1)))
    assert outcomes(path) == [("a", "updated")]
    assert Image.objects.get().path.read_bytes() == picture(colour=(1, 1, 1))


def test_a_lost_picture_comes_back_with_the_next_import(blog):
    path = write(blog / "a.md", "![A](a.png)", title="x")
    (blog / "a.png").write_bytes(picture())
    import_path(path)
    Image.objects.get().path.unlink()
    assert outcomes(path) == [("a", "unchanged")]
    assert Image.objects.get().path.exists()


def test_what_was_left_out_is_told(blog):
    (imported,) = import_path(write(blog / "a.md", "![A](gone.png)", title="x"))
    assert imported.notes == ("The picture gone.png was not found and was left out.",)


def test_a_date_that_is_none_is_told_with_what_is_used_instead(blog):
    (one,) = import_path(write(blog / "2025-01-07-a-day.md", date="2025-13-45"))
    (other,) = import_path(write(blog / "no-day.md", date="2025-13-45"))
    assert one.notes == ("“2025-13-45” is no date that can be read: 2025-01-07, of its name, is used.",)
    assert other.notes == ("“2025-13-45” is no date that can be read: the post has no date.",)


def test_bytes_that_are_no_characters_are_left_out_and_told():
    (one,) = import_text("# A post\n\nThe press\0 prints\0 reels.\n")
    assert one.post.body == "# A post\n\nThe press prints reels.\n"
    assert one.notes == ("The text held 2 NUL bytes, no characters; they were left out.",)


def test_one_broken_file_leaves_everything_as_it_was(blog, media):
    write(blog / "a.md", "![A](a.png)", title="Good")
    (blog / "a.png").write_bytes(picture())
    (blog / "b.md").write_bytes(b"\x00")
    with pytest.raises(BadInput, match=r"b\.md"):
        import_path(blog)
    assert not Post.objects.exists()
    assert not media.exists()


def test_the_limit_is_the_setting(blog, settings):
    settings.MAX_POST_MEGABYTES = 1
    with pytest.raises(BadInput, match="the limit is 1 MB"):
        import_path(write(blog / "a.md", "word " * 300_000))


def test_a_disk_that_refuses_the_picture_leaves_no_post(blog, media):
    (blog / "a.png").write_bytes(picture())
    media.parent.mkdir(exist_ok=True)
    media.write_text("a file where the folder should be")
    with pytest.raises(Failure, match="could not be copied"):
        import_path(write(blog / "a.md", "![A](a.png)", title="x"))
    assert not Post.objects.exists()


def test_a_post_is_found_by_id_and_by_slug(blog):
    (imported,) = import_path(write(blog / "a.md", title="Hello", slug="my-post"))
    assert (
        find_post("my-post") == find_post(str(imported.post.pk)) == find_post(f" {imported.post.pk} ") == imported.post
    )


@pytest.mark.parametrize("wanted", ["nothing", "", "0", "-1", "9" * 40, "²", "a\0b", "%", "' OR 1=1"])
def test_a_post_that_is_not_there_is_said_to_be_missing(wanted):
    with pytest.raises(BadInput, match="There is no post"):
        find_post(wanted)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200), st.text(max_size=40))
def test_whatever_is_imported_twice_is_unchanged(blog, body, title):
    path = blog / "any.md"
    path.write_text(f"{title}\n{body}", encoding="utf-8", errors="replace")
    try:
        (first,) = import_path(path)
    except BadInput:
        return
    (second,) = import_path(path)
    assert second.outcome == "unchanged"
    assert second.post.pk == first.post.pk
