"""The rights ledger on a video's page: who made which picture, and what nobody has a record of."""

import pytest
from django.urls import reverse

from reelpress.video.models import Right
from tests.factories import a_video

HOSTILE = '"><script>alert(1)</script>'


def a_right(file="stock/pexels-1.jpg", **fields):
    facts = {
        "provider": "Pexels",
        "creator": "Ann Example",
        "creator_url": "https://www.pexels.com/@ann",
        "page_url": "https://www.pexels.com/photo/1/",
        "licence": "Pexels License",
        "licence_url": "https://www.pexels.com/license/",
    }
    return Right.objects.create(file=file, **(facts | fields))


def page_of(client, *pictures):
    scenes = [{"kind": "image", "narration": "Look.", "picture": picture} for picture in pictures]
    video = a_video(storyboard={"title": "x", "scenes": scenes})
    return client.get(reverse("admin:video_video_change", args=[video.pk])).content.decode()


def test_each_picture_of_somebody_else_is_listed_with_its_links(boss):
    a_right()
    html = page_of(boss, "posts/own.png", "stock/pexels-1.jpg", "", "stock/pexels-1.jpg")

    assert "Picture rights" in html and "Ann Example" in html and "Photo at Pexels" in html
    for link in ("https://www.pexels.com/@ann", "https://www.pexels.com/photo/1/", "https://www.pexels.com/license/"):
        assert f'href="{link}"' in html
    assert '<a class="rp-link" href="/admin/media/stock/pexels-1.jpg">2, 4</a>' in html


def test_a_stock_picture_without_a_record_is_a_warning(boss):
    html = page_of(boss, "stock/pexels-9.jpg")

    assert "no record" in html and "Choose another before you publish." in html


@pytest.mark.parametrize("pictures", [(), ("posts/own.png",)])
def test_a_video_of_own_pictures_has_no_ledger(boss, pictures):
    a_right()

    assert "Picture rights" not in page_of(boss, *pictures)


def test_what_a_service_said_is_escaped_and_leads_to_the_web_only(boss):
    a_right(creator=HOSTILE, creator_url="javascript:alert(2)", page_url="javascript:alert(3)", licence=HOSTILE)
    html = page_of(boss, "stock/pexels-1.jpg")

    assert HOSTILE not in html and 'href="javascript:' not in html


@pytest.mark.parametrize("board", [[], {"scenes": 7}, {"scenes": [3, {"picture": 5}, {}]}])
def test_a_storyboard_that_is_none_has_no_ledger(boss, board):
    video = a_video(storyboard=board)

    response = boss.get(reverse("admin:video_video_change", args=[video.pk]))
    assert response.status_code == 200 and "Picture rights" not in response.content.decode()
