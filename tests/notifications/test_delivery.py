"""Targets: named by a digest, shown without their address, each sent to on its own way."""

import pytest

from reelpress.lib.errors import Failure
from reelpress.notifications import delivery
from reelpress.notifications.sentences import Notice

NOTICE = Notice("batch-done", "Done", "All done.", "https://press.example/7")


def test_a_target_is_named_by_a_digest_and_never_shows_its_address():
    [target] = delivery.targets(["slack://a/b/t0ken"], [])

    assert target.name == delivery.digest("slack://a/b/t0ken") and len(target.name) == 12
    assert target.shown == f"slack target {target.name}"
    assert "t0ken" not in repr(target) + str(target) + target.shown


def test_an_address_that_is_given_twice_is_one_target():
    found = delivery.targets(["json://a", "json://a", "json://b"], ["https://a", "https://a"])

    assert [target.way for target in found] == ["json", "json", "webhook"]


@pytest.mark.parametrize("way", ["webhook", "json"])
def test_each_way_delivers(receiver, way):
    place = receiver.url.removeprefix("http://")
    [target] = delivery.targets([], [receiver.url]) if way == "webhook" else delivery.targets([f"json://{place}"], [])

    delivery.send(target, NOTICE, delivery="j2", secret="secret", private=True)

    [said] = receiver.bodies
    assert said["title"] == "Done"


def test_a_target_that_refuses_is_named_by_its_digest(receiver):
    receiver.will_answer(404)
    [target] = delivery.targets([], [receiver.url])

    with pytest.raises(Failure, match=f"webhook target {target.name} answered with status 404"):
        delivery.send(target, NOTICE, delivery="j2", secret="secret", private=True)


def test_only_addresses_of_people_need_looking_at():
    good, bad, hook = delivery.targets(["json://a.example", "nobody://x"], ["https://a.example"])

    assert (delivery.problem(good), delivery.problem(hook)) == ("", "")
    assert "nobody" not in delivery.problem(bad) and delivery.problem(bad)
