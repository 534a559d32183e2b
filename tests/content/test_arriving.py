"""Feeds, pages and files come in from a real server: all items, once each, in bounds, never from a private network."""

import gzip

import pytest

from reelpress.content.arriving import PAGES_TOGETHER
from reelpress.content.models import Feed, Post
from reelpress.content.services import import_address, import_path, import_text
from reelpress.content.sources import apart, web
from reelpress.content.sources.apart import LOST
from reelpress.jobs.models import Job
from reelpress.lib.errors import BadInput, Failure
from reelpress.pipeline import flow
from tests.content.pictures import picture
from tests.lib.test_http import HEAD, closed_port, dripping

pytestmark = pytest.mark.django_db
TEXT = "This paragraph is long enough to be taken for the text of a post, and not for what stands around one. " * 3


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.MEDIA_ROOT, settings.ARTEFACTS = tmp_path / "media", tmp_path / "artefacts"
    settings.IMPORT_PRIVATE = True


def rss(*items, head=""):
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        f' xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Blog</title><language>en</language>{head}'
        f"{''.join(items)}</channel></rss>"
    )


def item(name, link, *, full="", summary="Short."):
    whole = f"<content:encoded><![CDATA[{full}]]></content:encoded>" if full else ""
    return f"<item><title>{name}</title><link>{link}</link><description>{summary}</description>{whole}</item>"


def html(title, *, canonical="", text=TEXT, head=""):
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    return (
        f'<html lang="de"><head><title>{title}</title>{link}{head}</head><body><nav>Home</nav><article>'
        f"<h1>{title}</h1><p>{text}</p><p>{text}</p><script>evil()</script></article></body></html>"
    )


def outcomes(url):
    return [(one.post.title, one.outcome) for one in import_address(url)]


def test_all_items_of_a_feed_come_in_and_summaries_are_completed_from_their_pages(site):
    site.put("/two", html("Two"))
    feed = site.put(
        "/feed", rss(item("One", "/one", full=f"<p>{TEXT}</p>"), item("Two", "/two")), "application/rss+xml"
    )
    assert outcomes(feed) == [("One", "created"), ("Two", "created")]
    assert site.paths == ["/feed", "/two"]
    two = Post.objects.get(title="Two")
    assert TEXT.strip() in two.body and "evil" not in two.body and two.canonical_url == f"{site.url}/two"


def test_one_program_reads_the_pages_of_many_items_and_one_that_is_unreadable_costs_itself_only(site, monkeypatch):
    programs = []

    def run(tasks, **limits):
        programs.append([task["do"] for task in tasks])
        return [LOST if task["url"].endswith("/p3") else one for task, one in zip(tasks, real(tasks, **limits))]

    real = apart.run
    monkeypatch.setattr(apart, "run", run)
    names = [f"p{number}" for number in range(PAGES_TOGETHER + 1)]
    for name in names:
        site.put(f"/{name}", html(name, text=f"Words of {name}, and more. {TEXT}"))

    feed = site.put("/feed", rss(*[item(name, f"/{name}") for name in names]), "application/rss+xml")
    said = []
    bodies = {one.post.title: one.post.body for one in import_address(feed, log=said.append)}

    assert programs == [["feed"], ["page"] * PAGES_TOGETHER, ["page"]]
    assert [name for name in names if f"Words of {name}, and" not in bodies[name]] == ["p3"]
    assert bodies["p3"].strip() == "Short."
    assert said == [f"{site.url}/p3 took too long or too much memory to read; the summary of the feed is used."]


def test_a_feed_that_did_not_change_is_not_sent_again(site):
    feed = site.put("/feed", rss(item("One", "/one", full=TEXT)), "application/rss+xml", ETag='"v1"')
    assert outcomes(feed) == [("One", "created")]
    assert outcomes(feed) == [("One", "unchanged")]
    assert site.asked[-1][1]["If-None-Match"] == Feed.objects.get().etag == '"v1"'


@pytest.mark.parametrize("stored", ["v\u00e9\u2603", "a\r\nX: y", "\x00"])
def test_a_mark_that_cannot_be_sent_is_not(site, stored):
    feed = site.put("/feed", rss(item("One", "/one", full=TEXT)), "application/rss+xml", ETag='"v\u00e9"')
    import_address(feed)
    Feed.objects.update_or_create(url=feed, defaults={"etag": stored, "modified": stored})
    assert outcomes(feed) == [("One", "unchanged")]
    assert not {"If-None-Match", "If-Modified-Since"} & set(site.asked[-1][1]) and Feed.objects.get().etag == ""


def test_what_was_not_read_whole_is_asked_for_again(site):
    site.put("/two", "", status=503)
    feed = site.put("/feed", rss(item("Two", "/two")), "application/rss+xml", ETag='"v1"')
    import_address(feed)
    assert Feed.objects.get().etag == ""
    site.put("/two", html("Two"))
    assert outcomes(feed) == [("Two", "updated")]
    assert TEXT.strip() in Post.objects.get().body


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("<p>Good morning,<br>all!</p><p>More.</p>", "Good morning, all!"),
        ("<p>x</p><h2>Head</h2>", "Head"),
        (f"<p>{TEXT}</p>", "This paragraph is long enough to be taken for the text of a post, and not for…"),
    ],
)
def test_what_has_no_title_is_called_by_its_first_words(site, text, title):
    untitled = item("", "/@ann/113245", full=text).replace("<title></title>", "")
    feed = site.put("/feed", rss(untitled), "application/rss+xml")
    assert outcomes(feed) == [(title, "created")]
    assert outcomes(feed) == [(title, "unchanged")]


def test_items_that_share_a_guid_or_have_nothing_to_be_told_by_all_come_in_once_each(site):
    def marked(*about):
        return item(*about, full=f"{about} {TEXT}").replace("<item>", "<item><guid>0</guid>")

    bare = [f"<item><description>{text}</description></item>" for text in ("Bees dance.", "Trains leave.")]
    feed = site.put("/feed", rss(marked("One", "/one"), marked("Two", "/two"), *bare, *bare), "application/rss+xml")
    assert [title for title, _ in outcomes(feed)] == ["One", "Two", "Bees dance.", "Trains leave."]
    site.put("/feed", rss(marked("New", "/new"), marked("Two", "/two"), marked("One", "/one")), "application/rss+xml")
    assert outcomes(feed) == [("New", "created"), ("Two", "unchanged"), ("One", "unchanged")]


def test_a_new_item_with_the_guid_of_an_old_one_does_not_write_over_it(site):
    old, new = (item(name, f"/{name}", full=f"{name} {TEXT}") for name in ("Old", "New"))
    old, new = (one.replace("<item>", "<item><guid>0</guid>") for one in (old, new))
    feed = site.put("/feed", rss(old), "application/rss+xml")
    import_address(feed)
    site.put("/feed", rss(new, old), "application/rss+xml")
    assert outcomes(feed) == [("New", "created"), ("Old", "unchanged")]


def test_a_feed_in_pages_comes_in_whole(site):
    site.put("/feed2", rss(item("Old", "/old", full=TEXT)), "application/rss+xml")
    head = '<atom:link rel="next" href="/feed2"/>'
    feed = site.put("/feed", rss(item("New", "/new", full=TEXT), head=head), "text/xml")
    assert outcomes(feed) == [("New", "created"), ("Old", "created")]


def test_one_post_from_feed_page_and_file_is_one_post(site, tmp_path):
    page = site.put("/one", html("One", canonical=f"{site.url}/one/"))
    feed = site.put("/feed", rss(item("One", "/one?utm_source=rss", full=f"<p>{TEXT}</p>")), "application/rss+xml")
    import_address(feed)
    import_address(page + "?utm_medium=mail")
    assert Post.objects.count() == 1
    path = tmp_path / "one.md"
    path.write_text(f"---\ntitle: One\ncanonical_url: {site.url}/one\n---\nTyped by its author.\n")
    assert import_path(path)[0].outcome == "updated"
    assert [one.outcome for one in import_address(feed)] == ["unchanged"]
    assert Post.objects.get().body == "Typed by its author.\n"


def test_a_page_comes_in_with_language_pictures_and_address(site):
    site.put("/i/a.png", picture(size=(60, 40)), "image/png")
    text = TEXT + '<img src="i/a.png" alt="A"><img src="i/gone.png">'
    (one,) = import_address(site.put("/page", html("Titel", text=text)))
    assert (one.post.title, one.post.language, one.post.canonical_url) == ("Titel", "de", f"{site.url}/page")
    assert [(image.alt, image.width) for image in one.post.images.all()] == [("A", 60)]
    assert one.notes == (f"The picture {site.url}/i/gone.png answered with status 404 and was left out.",)


def test_a_picture_is_downloaded_once(site):
    site.put("/a.png", picture(size=(60, 40)), "image/png")
    url = site.put("/page", html("T", text=TEXT + '<img src="/a.png">'))
    import_address(url)
    assert outcomes(url) == [("T", "unchanged")]
    assert site.paths.count("/a.png") == 1


def test_the_front_page_of_a_blog_leads_to_its_feed(site):
    site.put("/feed", rss(item("One", "/one", full=TEXT)), "application/rss+xml")
    head = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    assert outcomes(site.put("/", html("Blog", head=head))) == [("One", "created")]


def test_markdown_on_the_web_is_read_with_its_front_matter(site):
    site.put("/a.png", picture(size=(60, 40)), "image/png")
    (one,) = import_address(site.put("/p.md", "---\ntitle: Raw\n---\nText ![A](a.png)\n", "text/plain"))
    assert (one.post.title, one.post.images.count()) == ("Raw", 1)


@pytest.mark.parametrize(
    ("body", "kind", "why"),
    [
        (b"%PDF-1.4", "application/pdf", "cannot be read here"),
        (b"<html><body><div id=root></div><script>x()</script></body></html>", "text/html", "no post to be found"),
        (rss().encode(), "application/rss+xml", "holds no posts"),
        (b"x" * (21 << 20), "text/html", "larger than 20 MB"),
    ],
)
def test_what_holds_no_post_is_refused(site, body, kind, why):
    with pytest.raises(BadInput, match=why):
        import_address(site.put("/x", body, kind))
    assert not Post.objects.exists()


def test_a_compressed_bomb_is_bounded(site):
    bomb = gzip.compress(bytes(200 << 20), 9)
    with pytest.raises(BadInput, match="larger than 20 MB"):
        import_address(site.put("/x", bomb, "text/html", **{"Content-Encoding": "gzip"}))


def test_a_page_that_ends_before_its_end_is_worth_another_try(site):
    with pytest.raises(Failure, match="broke off while it was read") as failed:
        import_address(site.put("/x", html("One"), Content_Length="9000"))
    assert not failed.value.permanent and not Post.objects.exists()


@pytest.mark.parametrize(
    ("status", "todo"),
    [
        (404, "Check the address: open it in a browser."),
        (403, "It wants a sign-in, or no programs: open it in a browser, and paste the post in the dashboard."),
        (400, "Give the address of a feed or of one post."),
        (503, "Check the address, or try again later."),
    ],
)
def test_a_status_says_what_to_do(site, status, todo):
    with pytest.raises(Failure) as failed:
        import_address(site.put("/x", "", status=status))
    said = f"{site.url}/x answered with status {status}. Nothing was imported. {todo}"
    assert (str(failed.value), failed.value.permanent) == (said, status < 500)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("---\ntitle: a: b\n---\nText", "has front matter that is not valid YAML in line 2"),
        (b"caf\xe9", "is not text in UTF-8"),
        ("---\ntitle: a\n---\n", "has front matter and no text"),
        ("", "is empty"),
    ],
)
def test_a_markdown_file_that_cannot_be_used_says_why(site, body, why):
    with pytest.raises(BadInput, match=f"/a.md {why}.*Nothing was imported. Have it mended there"):
        import_address(site.put("/a.md", body, "text/markdown"))


def test_a_markdown_file_on_the_web_tells_the_bytes_that_were_left_out(site):
    (one,) = import_address(site.put("/a.md", "# A post\n\nTe\0xt.", "text/markdown"))
    assert "Text." in one.post.body and one.notes == (
        "The text held a NUL byte, which is no character; it was left out.",
    )


def test_an_answer_that_drips_is_given_up_with_its_reason(monkeypatch):
    monkeypatch.setattr(web, "READ_SECONDS", 0.15)
    with (
        dripping(HEAD + b"X-Slow: ", b"x", b"\r\n\r\n") as url,
        pytest.raises(Failure, match=r"/ took longer than 0\.3 seconds to answer\. Nothing was imported"),
    ):
        import_address(f"{url}/")


def test_a_host_that_is_not_there_is_named_with_what_the_network_said():
    with pytest.raises(Failure, match=r"could not be reached \(Connection refused\)\. Nothing was imported\. Check"):
        import_address(f"http://127.0.0.1:{closed_port()}/x")


def test_redirects_are_bounded(site):
    with pytest.raises(BadInput, match="redirects more than 5 times"):
        import_address(site.move("/loop", "/loop"))
    with pytest.raises(BadInput, match="no http"):
        import_address(site.move("/out", "ftp://x.example/a"))


def test_a_password_in_an_address_is_refused_and_shown_nowhere():
    shown = []
    with pytest.raises(BadInput, match="user name or password") as failed:
        import_address("http://ann:geheim@127.0.0.1:9/feed", progress=lambda percent, message: shown.append(message))
    with pytest.raises(BadInput, match="user name or password") as queued:
        flow.import_address("http://ann:geheim@127.0.0.1:9/feed")
    assert shown and "geheim" not in f"{failed.value} {queued.value} {shown}"
    assert not Job.objects.exists()


def test_a_front_page_that_names_itself_as_its_feed_is_read_once(site):
    head = '<link rel="alternate" type="application/rss+xml" href="/">'
    import_address(site.put("/", html("Blog", head=head)))
    assert site.paths == ["/"]


def test_pages_that_all_name_the_front_page_as_their_address_stay_apart(site):
    for name in ("one", "two"):
        import_address(site.put(f"/{name}", html(name, canonical=f"{site.url}/", text=f"{TEXT} {name}")))
    assert sorted(Post.objects.values_list("canonical_url", flat=True)) == [f"{site.url}/one", f"{site.url}/two"]


@pytest.mark.parametrize(
    ("whole", "first", "second", "title"),
    [
        ("Post - My Blog", "My Blog", "Post", "Post"),
        ("My Blog | Post", "Post", "What else there is", "Post"),
        ("Post", "Post", "", "Post"),
    ],
)
def test_the_name_of_the_site_is_not_the_title_of_its_posts(site, whole, first, second, title):
    page = f"<html><head><title>{whole}</title></head><body><h1>{first}</h1><article><h2>{second}</h2><p>{TEXT}</p>"
    (one,) = import_address(site.put("/post", f"{page}<p>{TEXT}</p></article></body></html>"))
    assert one.post.title == title


def test_a_server_that_is_away_is_worth_another_try(site):
    with pytest.raises(Failure) as failed:
        import_address(site.put("/x", "", status=503))
    assert not failed.value.permanent


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "169.254.169.254", "[::ffff:10.0.0.1]"])
def test_private_networks_are_refused(settings, host):
    settings.IMPORT_PRIVATE = False
    with pytest.raises(BadInput, match="private network"):
        import_address(f"http://{host}:9/feed")


def test_a_pasted_post_is_recognised_when_it_is_pasted_again():
    (first,) = import_text("# A title\n\nThe text.", kind="markdown")
    (second,) = import_text("# A title\n\nThe text, mended.", kind="markdown")
    assert (first.post.title, second.outcome, Post.objects.count()) == ("A title", "updated", 1)


@pytest.mark.parametrize("fence", ["```js", "~~~", "````md\n```js"])
def test_an_import_in_an_example_of_code_makes_no_mdx_of_a_pasted_post(fence):
    closing = fence.partition("\n")[0].rstrip("jsmd")
    (one,) = import_text(f"# T\n\n{fence}\nimport a from 'a'\n{closing}\n\nWrite {{name}} here.\n", kind="markdown")
    assert "Write {name} here." in one.post.body


def test_an_import_of_its_own_makes_mdx_of_a_pasted_post():
    (one,) = import_text("```js\nx\n```\n\nimport A from './a'\n\n# T\n\nWrite {name} here.\n", kind="markdown")
    assert "import A" not in one.post.body and "{name}" not in one.post.body


def test_pasted_html_becomes_markdown():
    (one,) = import_text(f"<h1>Title</h1><p>{TEXT}</p><script>evil()</script>")
    assert one.post.title == "Title" and "evil" not in one.post.body


@pytest.mark.parametrize(("text", "why"), [("", "no text"), (" \n", "no text"), ("---\na: [\n---\nx", "front matter"),
                                           ("<html><body></body></html>", "no text of a post")])  # fmt: skip
def test_what_holds_no_text_cannot_be_pasted(text, why):
    with pytest.raises(BadInput, match=why):
        import_text(text)
