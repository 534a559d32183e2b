"""The storyboard editor in a real browser: by hand and by keys, what saves itself, what comes back, what is seen."""

import pytest
from django.conf import settings

from reelpress.jobs import testing
from reelpress.video import editing, preview, scene_edits
from reelpress.video.models import Video
from tests.factories import a_post, a_video

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SCENES = [
    {"kind": "text", "narration": f"{name} is said.", "text": f"{name} is shown"} for name in ("One", "Two", "Three")
]


@pytest.fixture(autouse=True)
def _own_files(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "ARTEFACTS", tmp_path / "artefacts")
    settings.ARTEFACTS.mkdir()
    yield
    preview.desk.close()


@pytest.fixture
def video(transactional_db):
    post = a_post(body="# The press\n\nThe press prints reels. It takes a post and reads it aloud.\n")
    board = {"title": "The press", "scenes": SCENES}
    return a_video(of=post, format="square", storyboard=board, post_digest=post.digest)


@pytest.fixture
def editor(page, video):
    """The editor of a video with three scenes; an error on the console fails the test, but for a refused step."""
    wrong = []
    page.on(
        "console", lambda said: wrong.append(said.text) if said.type == "error" and "400" not in said.text else None
    )
    page.goto(f"/admin/video/video/{video.pk}/storyboard/")
    yield page
    assert wrong == []


def stored(video):
    return [scene["text"].split()[0] for scene in Video.objects.get(pk=video.pk).storyboard["scenes"]]


def saved(page):
    page.locator('#sb-state[data-state="saved"]').wait_for()


def waits_for(page, names):
    first = "[...document.querySelectorAll('.sb-words')].map((one) => one.innerText.split(' ')[0]).join()"
    page.wait_for_function(f"(names) => {first} === names", arg=",".join(names))


def test_stills_of_all_scenes_appear(editor):
    pictures = "[...document.querySelectorAll('.sb-still, [data-large]')]"
    editor.wait_for_function(f"{pictures}.every((one) => one.complete && one.naturalWidth > 100)")

    assert editor.locator(".sb-still").count() == 3


def test_typing_shows_at_once_and_saves_itself_and_is_undone_after_a_reload(editor, video):
    with editor.expect_response("**/typed/"):
        editor.get_by_label("Text on screen").fill("Four is shown")
    saved(editor)
    assert stored(video) == ["Four", "Two", "Three"]
    editor.wait_for_function("document.querySelector('[data-large]').src.startsWith('blob:')")
    editor.reload()
    editor.get_by_role("button", name="Undo").click()
    waits_for(editor, ["One", "Two", "Three"])

    assert editor.get_by_label("Text on screen").input_value() == "One is shown"
    assert editor.locator(".sb-undone", has_text="Changed the text of scene 1").is_visible()
    editor.get_by_role("button", name="Redo").click()
    waits_for(editor, ["Four", "Two", "Three"])


def test_scenes_are_moved_by_keys_and_the_focus_stays_with_them(editor, video):
    editor.locator('[data-scene="1"] a').focus()
    editor.keyboard.press("Alt+ArrowDown")
    waits_for(editor, ["Two", "One", "Three"])
    editor.keyboard.press("Alt+ArrowDown")
    waits_for(editor, ["Two", "Three", "One"])

    assert stored(video) == ["Two", "Three", "One"]
    assert editor.evaluate("document.activeElement.closest('li').dataset.scene") == "3"
    editor.keyboard.press("Control+z")
    waits_for(editor, ["Two", "One", "Three"])


def test_a_scene_is_dragged_to_another_place(editor, video):
    grip, last = editor.locator('[data-scene="1"] [data-grip]').bounding_box(), editor.locator('[data-scene="3"]')
    place = last.bounding_box()
    editor.mouse.move(grip["x"] + 8, grip["y"] + 8)
    editor.mouse.down()
    editor.mouse.move(place["x"] + 40, place["y"] + place["height"] - 6, steps=6)
    editor.mouse.up()
    waits_for(editor, ["Two", "Three", "One"])

    assert stored(video) == ["Two", "Three", "One"]


def test_a_scene_is_deleted_doubled_and_added_as_soon_as_it_says_something(editor, video):
    editor.locator('[data-scene="2"] a').click()
    editor.get_by_role("button", name="Delete").click()
    waits_for(editor, ["One", "Three"])
    editor.get_by_role("button", name="Duplicate").click()
    waits_for(editor, ["One", "Three", "Three"])
    editor.get_by_text("Add a scene after").click()
    editor.get_by_role("link", name="Quote").click()
    editor.get_by_label("Narration").fill("She said so.")
    editor.locator('#sb-state[data-state="bad"]', has_text="A quote needs the words").wait_for()
    editor.get_by_label("Text on screen").fill("Quoted")
    waits_for(editor, ["One", "Three", "Three", "Quoted"])

    assert stored(video) == ["One", "Three", "Three", "Quoted"]
    assert editor.get_by_label("Text on screen").input_value() == "Quoted"
    assert editor.evaluate("document.activeElement.name") == "text", "a person types on"


def test_only_the_fields_of_a_kind_are_shown(editor):
    assert not editor.get_by_label("Code", exact=True).is_visible()
    editor.get_by_label("Kind").select_option("code")
    assert editor.get_by_label("Code", exact=True).is_visible()
    editor.locator("#sb-said", has_text="A code scene needs code").wait_for()
    editor.get_by_label("Kind").select_option("text")
    saved(editor)


def test_what_somebody_else_changed_is_kept_until_a_person_chooses(page, video):
    page.goto(f"/admin/video/video/{video.pk}/storyboard/")
    editing.change(video, lambda board: scene_edits.delete(board, 2), by="otto")
    page.get_by_label("Narration").fill("Mine.")
    page.get_by_role("button", name="Save mine all the same").wait_for()
    assert stored(video) == ["One", "Two"] and page.get_by_label("Narration").input_value() == "Mine."
    page.get_by_role("button", name="Save mine all the same").click()
    waits_for(page, ["One", "Two"])

    assert Video.objects.get(pk=video.pk).storyboard["scenes"][0]["narration"] == "Mine."


def test_one_scene_is_played_without_making_the_whole(editor, video):
    editor.locator('[data-scene="2"] a').click()
    with editor.expect_response("**/play/"):
        editor.get_by_role("button", name="Play this scene").click()
    testing.drain()
    editor.locator("[data-frame] video").wait_for()
    editor.wait_for_function("document.querySelector('[data-frame] video').currentTime > 0.2")

    assert Video.objects.get(pk=video.pk).digest == "", "nothing else was made"


def test_everything_works_without_a_script(browser, live_server, client, video):
    from tests.factories import a_user

    client.force_login(a_user(username="nora"))
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"/admin/video/video/{video.pk}/storyboard/?scene=2")
    page.get_by_label("Text on screen").fill("Four is shown")
    for name in ("Save", "Earlier"):
        with page.expect_navigation():
            page.get_by_role("button", name=name).first.click()
    assert stored(video) == ["Four", "One", "Three"]
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").click()
    context.close()

    assert stored(video) == ["One", "Four", "Three"]


def test_what_is_saved_all_the_same_goes_to_the_scene_that_was_typed_in(page, video):
    page.goto(f"/admin/video/video/{video.pk}/storyboard/?scene=2")
    editing.change(video, lambda board: scene_edits.move(board, 1, 2), by="otto")
    page.get_by_label("Text on screen").fill("Mine is shown")
    page.get_by_role("button", name="Save mine all the same").click()
    waits_for(page, ["One", "Three", "Mine"])

    assert stored(video) == ["One", "Three", "Mine"]


def test_what_was_refused_is_not_dropped_unasked(editor, video):
    asked = []
    editor.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    editor.get_by_label("Text on screen").fill("")
    editor.locator('#sb-state[data-state="bad"]').wait_for()
    editor.locator('[data-scene="2"] a').click()
    editor.wait_for_function("document.querySelector('.sb-current').dataset.scene === '1'")

    assert asked == ["What you typed in this scene is not saved. Drop it?"]
    editor.get_by_label("Text on screen").fill("Again")
    saved(editor)
    assert stored(video)[0] == "Again"


def test_a_script_that_a_job_writes_is_followed_and_appears(page, video, monkeypatch):
    monkeypatch.setattr(settings, "WRITER", "llm")
    monkeypatch.setattr(settings, "LLM_URL", "")
    Video.objects.filter(pk=video.pk).update(storyboard={}, post_digest="")
    page.goto(f"/admin/video/video/{video.pk}/storyboard/")
    page.get_by_role("button", name="Write the script").click()
    page.get_by_text("The script is being written.").first.wait_for()
    monkeypatch.setattr(settings, "WRITER", "extractive")
    testing.drain()
    page.locator(".sb-strip").wait_for()

    assert page.get_by_text("How the script was written").is_visible()
