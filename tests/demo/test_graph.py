"""Meta's platforms on the demo network, call by call, as its documents have them."""

import json

import pytest

from reelpress.demo.server import running
from reelpress.lib.http import Bytes, Client, FileRange, Multipart

ACCOUNT, PAGE = "17841400000000001", "100000000000001"
BEARER = {"Authorization": "Bearer anything"}


@pytest.fixture
def demo(tmp_path):
    with running(tmp_path / "network") as (url, network):
        yield Client(url), network


def call(client, method, path, **form):
    answer = client.request(method, f"/v26.0/{path}", headers=BEARER, **({"form": form} if form else {}))
    return answer.status, answer.json()


def codes(said):
    return said["error"]["code"], said["error"].get("error_subcode", 0)


def container(client, **changes):
    """Make a container for bytes; return its id and where they go."""
    form = {"media_type": "REELS", "upload_type": "resumable", "caption": "Hello", **changes}
    _, made = call(client, "POST", f"{ACCOUNT}/media", **form)
    return made["id"], made["uri"]


def send(client, uri, data, *, offset=0, total=None):
    head = {"Authorization": "OAuth anything", "offset": str(offset), "file_size": str(total or len(data))}
    answer = client.request("POST", uri, headers=head, body=Bytes(data))
    return answer.status, answer.json()


def test_a_reel_of_instagram_goes_through_its_states_and_is_shown(demo):
    client, network = demo
    name, uri = container(client)
    assert call(client, "GET", f"{name}?fields=status_code")[1]["status_code"] == "IN_PROGRESS"
    assert send(client, uri, b"0123456789") == (200, {"success": True, "message": "Upload successful."})
    network.knobs.processing_seconds = 60
    status, said = call(client, "POST", f"{ACCOUNT}/media_publish", creation_id=name)
    assert (status, codes(said)) == (400, (9007, 2207027))
    network.store.skew_seconds = 61
    assert call(client, "GET", f"{name}?fields=status_code")[1]["status_code"] == "FINISHED"
    status, said = call(client, "POST", f"{ACCOUNT}/media_publish", creation_id=name)
    assert status == 200 and call(client, "GET", f"{name}")[1]["status_code"] == "PUBLISHED"
    status, again = call(client, "POST", f"{ACCOUNT}/media_publish", creation_id=name)
    assert (status, codes(again)) == (400, (9007, 2207027))
    [post] = json.loads(client.request("GET", "/demo/posts").body)
    page = client.request("GET", f"/reel/{said['id']}/").body.decode()
    assert post["id"] == said["id"] and "Instagram" in page and f"/demo/files/{post['sha256']}.mp4" in page


def test_bytes_that_arrived_are_kept_and_a_wrong_offset_is_refused(demo):
    client, _ = demo
    name, uri = container(client)
    status, said = send(client, uri, b"01234", total=10)
    assert (status, said["debug_info"]["type"]) == (400, "PartialRequestError")
    phase = call(client, "GET", name)[1]["video_status"]["uploading_phase"]
    assert phase == {"status": "in_progress", "bytes_transferred": 5}
    status, said = send(client, uri, b"9", offset=4, total=10)
    assert (status, said["debug_info"]["type"]) == (412, "OffsetInvalidError")
    assert send(client, uri, b"56789", offset=5, total=10)[0] == 200


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"media_type": "REELS", "upload_type": "resumable", "caption": "x" * 2201}, (36004, 2207010)),
        ({"media_type": "REELS", "upload_type": "resumable", "caption": "#a " * 31}, (36004, 2207010)),
        ({"media_type": "POEM", "video_url": "http://127.0.0.1:9/"}, (100, 2207023)),
        ({"media_type": "REELS"}, (100, 0)),
        ({"image_url": "http://127.0.0.1:9/a.jpg"}, (9004, 2207052)),
    ],
)
def test_instagram_refuses_in_its_own_codes(demo, form, expected):
    status, said = call(demo[0], "POST", f"{ACCOUNT}/media", **form)
    assert (status, codes(said)) == (400, expected)


def test_what_cannot_be_fetched_becomes_a_container_that_failed(demo):
    client, _ = demo
    _, made = call(client, "POST", f"{ACCOUNT}/media", media_type="REELS", video_url="http://127.0.0.1:9/")
    assert call(client, "GET", made["id"])[1]["status"].endswith("2207052")


def test_an_old_container_has_expired_and_an_unknown_one_is_not_found(demo):
    client, network = demo
    name, uri = container(client)
    send(client, uri, b"x")
    network.store.skew_seconds = 25 * 3600
    assert codes(call(client, "POST", f"{ACCOUNT}/media_publish", creation_id=name)[1]) == (-2, 2207020)
    assert codes(call(client, "POST", f"{ACCOUNT}/media_publish", creation_id="1")[1]) == (24, 2207008)


def test_the_posts_of_a_day_are_counted_over_a_sliding_day(demo):
    client, network = demo
    network.knobs.daily_posts = {"instagram": 1}
    for hours, expected in ((0, 200), (23, 400), (25, 200)):
        network.store.skew_seconds = hours * 3600
        name, uri = container(client)
        send(client, uri, b"x")
        assert call(client, "POST", f"{ACCOUNT}/media_publish", creation_id=name)[0] == expected
    _, said = call(client, "GET", f"{ACCOUNT}/content_publishing_limit?fields=config,quota_usage")
    assert said["data"] == [{"quota_usage": 1, "config": {"quota_total": 1, "quota_duration": 86_400}}]


def test_a_dead_token_is_refused_wherever_it_is_given_and_every_answer_counts_calls(demo):
    client, network = demo
    network.knobs.expired_tokens = ["dead"]
    for head, query in (({"Authorization": "OAuth dead"}, ""), ({}, "?access_token=dead"), ({}, "")):
        answer = client.request("GET", f"/v26.0/{PAGE}{query}", headers=head)
        assert answer.status == 400 and codes(answer.json()) == (190, 463)
        assert "call_count" in json.loads(answer.headers["x-app-usage"])
    assert client.request("GET", f"/v26.0/{PAGE}?access_token=alive").json()["id"] == PAGE


def reel(client):
    _, begun = call(client, "POST", f"{PAGE}/video_reels", upload_phase="start")
    return begun["video_id"], begun["upload_url"]


def finish(client, name):
    form = {"upload_phase": "finish", "video_id": name, "video_state": "PUBLISHED", "description": "Hello"}
    return call(client, "POST", f"{PAGE}/video_reels", **form)


def test_a_reel_of_facebook_is_finished_once_and_only_when_it_is_whole(demo):
    client, network = demo
    name, uri = reel(client)
    assert codes(finish(client, name)[1]) == (100, 0)
    assert send(client, uri, b"0123456789")[0] == 200
    for _ in range(2):
        assert finish(client, name) == (200, {"success": True})
    assert len(network.store.live()) == 1
    _, said = call(client, "GET", f"{name}?fields=status,permalink_url,post_id")
    assert said["status"]["publishing_phase"] == {"status": "complete", "publish_status": "published"}
    assert said["permalink_url"] == f"/reel/{name}/" and said["post_id"].startswith(f"{PAGE}_")


def test_a_reel_is_shown_when_it_is_processed(demo):
    client, network = demo
    network.knobs.processing_seconds = 60
    name, uri = reel(client)
    send(client, uri, b"x")
    finish(client, name)
    phases = []
    for seconds in (0, 61):
        network.store.skew_seconds = seconds
        phases.append(call(client, "GET", f"{name}?fields=status")[1]["status"]["publishing_phase"]["status"])
    assert phases == ["in_progress", "complete"]


def test_a_reel_too_many_in_a_day_is_refused(demo):
    client, network = demo
    network.knobs.daily_posts = {"facebook": 1}
    statuses = []
    for _ in range(2):
        name, uri = reel(client)
        send(client, uri, b"x")
        statuses.append(finish(client, name)[0])
    assert statuses == [200, 400]


def test_the_windows_of_a_long_video_are_dictated(demo, tmp_path):
    client, network = demo
    network.knobs.window_bytes = 6
    file = tmp_path / "v.mp4"
    file.write_bytes(b"0123456789")
    _, begun = call(client, "POST", f"{PAGE}/videos", upload_phase="start", file_size="10")
    assert (begun["start_offset"], begun["end_offset"]) == ("0", "6")

    def transfer(start, size):
        session = begun["upload_session_id"]
        fields = {"upload_phase": "transfer", "upload_session_id": session, "start_offset": str(start)}
        body = Multipart(fields, "video_file_chunk", "v.mp4", FileRange(file, start, size))
        return client.request("POST", f"/v26.0/{PAGE}/videos", headers=BEARER, body=body).json()

    wrong = transfer(0, 4)["error"]
    assert (wrong["error_subcode"], wrong["error_data"]) == (1363037, {"start_offset": "0", "end_offset": "6"})
    assert transfer(0, 6) == {"start_offset": "6", "end_offset": "10"}
    assert transfer(6, 4) == {"start_offset": "10", "end_offset": "10"}
    form = {"upload_phase": "finish", "upload_session_id": begun["upload_session_id"], "description": "Hello"}
    assert call(client, "POST", f"{PAGE}/videos", **form) == (200, {"success": True})
    kept = network.store.files / network.store.posts[0]["file"]
    assert kept.read_bytes() == file.read_bytes() and not list(network.store.uploads.iterdir())


def test_a_text_twice_in_a_row_is_a_duplicate_and_an_empty_one_is_none(demo):
    client, network = demo
    assert call(client, "POST", f"{PAGE}/feed", message="Hello")[0] == 200
    assert codes(call(client, "POST", f"{PAGE}/feed", message="Hello")[1]) == (506, 0)
    assert codes(call(client, "POST", f"{PAGE}/feed", message=" ")[1]) == (100, 0)
    assert call(client, "POST", f"{PAGE}/feed", message="Another")[0] == 200
    assert [row["text"] for row in network.store.live()] == ["Another", "Hello"]


def test_a_deleted_post_is_gone_for_every_call(demo):
    client, _ = demo
    _, made = call(client, "POST", f"{PAGE}/feed", message="Hello")
    assert call(client, "DELETE", made["id"]) == (200, {"success": True})
    for method in ("GET", "DELETE"):
        assert call(client, method, f"{made['id']}")[1]["error"]["error_subcode"] == 33


def test_a_metric_that_there_is_not_fails_the_whole_call(demo):
    client, _ = demo
    _, made = call(client, "POST", f"{PAGE}/feed", message="Hello")
    good = call(client, "GET", f"{made['id']}/insights?metric=post_media_view,post_clicks")[1]["data"]
    assert [one["name"] for one in good] == ["post_media_view", "post_clicks"]
    assert codes(call(client, "GET", f"{made['id']}/insights?metric=post_media_view,impressions")[1]) == (100, 0)
