"""The extractive writer: what it says and what it shows."""

import pytest

from reelpress.content.cleaning import parse
from reelpress.video.writers import words
from reelpress.video.writers.base import Source
from reelpress.video.writers.pace import seconds_of
from tests.video.telling import POST, all_text, only, told


def test_a_video_opens_with_the_posts_own_words_under_its_title() -> None:
    first = told(POST, summary="Find the slow query before your users do.").scenes[0]
    assert first.kind == "title"
    assert first.title == "Why your queries are slow"
    assert first.text == "Find the slow query before your users do."
    assert first.narration.startswith("Every slow query hides in plain sight.")


def test_the_news_is_told_and_not_that_it_is_announced() -> None:
    board = told("We are happy to announce that the release of version two is finally done.", title="Version two")
    assert board.scenes[0].narration == "The release of version two is finally done."


def test_a_dull_beginning_gives_way_to_the_title() -> None:
    board = told("Today, in a long and winding way, we would like to say a few words.", title="Version two")
    assert board.scenes[0].narration == "Version two."


def test_the_opening_is_cut_at_a_clause_to_be_said_in_one_breath() -> None:
    long = "We received many reports of a campaign that targets our users, asking all of them to log in on a page."
    scene = told(long, title="A campaign").scenes[0]
    assert scene.narration == "We received many reports of a campaign that targets our users."
    assert scene.source == long


def test_a_lead_that_says_nothing_gives_way_to_what_opens_the_next_part() -> None:
    body = "This is another post in our series.\n\n## Paths\n\nMost people meet this language by accident.\n"
    assert told(body, title="Journeys").scenes[0].narration == "Journeys."
    body = body.replace("this language", "Rust")
    assert told(body, title="Journeys").scenes[0].narration == "Most people meet Rust by accident."


def test_courtesies_are_not_told() -> None:
    body = "Rain falls on the just and the unjust.\n\nThe river rose by a metre in one night.\n\n"
    board = told(body + "We look forward to working with the new board. Thanks go to all who voted.", title="Rain")
    assert [scene.narration for scene in board.scenes[1:-1]] == ["The river rose by a metre in one night."]


def test_a_list_that_announces_three_things_tells_three() -> None:
    body = "## Habits\n\nThere are three small habits that pay:\n\n- Read the plan first\n- Count the queries\n"
    scene = only(told("Nobody likes to wait.\n\n" + body + "- Test with real data"), "list")
    assert scene.narration.endswith("Read the plan first. Count the queries. Test with real data.")


def test_named_things_are_shown_by_their_names_when_the_rest_is_too_long() -> None:
    rest = "You can create and delete clusters and nodes almost instantly, without waiting for anything to boot."
    body = f"KWOK has three advantages:\n\n- **Speed**: {rest}\n- **Reach**: Any client of yours works with it.\n"
    scene = only(told("Nobody likes to wait for a cluster.\n\n## Why\n\n" + body), "list")
    assert scene.items == ("Speed", "Reach")
    assert "Speed: You can create" in scene.narration


def test_the_things_of_a_long_list_are_told_when_there_is_nothing_else() -> None:
    items = [
        f"The {a} gem now {b} the {c} of every page that it is asked for while the {d} sleeps in its own little bed."
        for a, b, c, d in (
            ("red", "reads", "head", "cat"),
            ("green", "keeps", "foot", "dog"),
            ("blue", "draws", "edge", "cow"),
        )
    ]
    board = told("Version nine is out.\n\n" + "\n".join(f"- {item}" for item in items), title="Version nine")
    assert [scene.narration for scene in board.scenes[1:-1]] == items


def test_what_is_said_beside_a_picture_begins_where_its_paragraph_does() -> None:
    said = "Every page now has a tab with the known holes in its code. It tells you of them before you add anything."
    board = told(
        f"Nobody likes to read long advisories.\n\n## Tab\n\n{said}\n\n![](a.png)", images={"a.png": "posts/a.png"}
    )
    assert only(board, "image").narration == said


def test_a_video_ends_by_naming_the_post_and_never_reads_its_address() -> None:
    board = told(POST, url="https://example.org/slow")
    assert board.scenes[-1].kind == "end"
    assert board.scenes[-1].narration == "Read the whole post: Why your queries are slow."
    assert board.url == "https://example.org/slow"
    assert "example" not in board.narration


def test_the_last_card_speaks_the_language_of_the_post() -> None:
    board = told("Jede Abfrage kostet Zeit und Geld.", title="Langsam", language="de-AT")
    assert board.scenes[-1].title == "Den ganzen Beitrag lesen"


def test_a_minute_has_six_to_nine_scenes_in_the_order_of_the_post() -> None:
    board = told(POST)
    assert 6 <= len(board.scenes) <= 9
    text = all_text(Source("", blocks=parse(POST)))
    places = [text.find(scene.source.split("\n\n")[-1].split("\n")[0][:30]) for scene in board.scenes[1:-1]]
    assert -1 not in places
    assert places == sorted(places)


def test_a_figure_is_shown_large_with_what_it_counts() -> None:
    scene = only(told(POST), "number")
    assert scene.number == "47%"
    assert scene.text == "of the time a request takes is spent in the database"
    assert scene.narration.startswith("Around 47% of the time")


def test_one_end_of_a_range_is_no_figure() -> None:
    board = told("From 90 to 95 percent you gain five points of use.\n\nQueues grow in silence.")
    assert "number" not in [scene.kind for scene in board.scenes]


def test_a_list_is_shown_in_short_rows_and_told_with_its_lead_in() -> None:
    scene = only(told(POST), "list")
    assert scene.title == "Three habits that pay"
    assert scene.items == ("Read the plan", "Count the queries", "Test with real data")
    assert scene.narration.startswith("You need three small habits: Read the plan.")


def test_a_long_list_says_how_much_it_leaves_out() -> None:
    body = "## Things to do\n\n" + "\n".join(
        f"- Water the {name} plant" for name in ["red", "green", "blue", "grey", "pink", "teal"]
    )
    scene = only(told(body), "list")
    assert len(scene.items) == 5
    assert scene.items[-1] == "… and 2 more"


def test_a_table_of_contents_is_no_list() -> None:
    board = told(
        "- First part here\n- Second part here\n\n## First part here\n\nNobody likes to swim in a cold lake.\n\n"
        "## Second part here\n\nEverybody likes to sleep in a warm bed."
    )
    assert "list" not in [scene.kind for scene in board.scenes]


def test_a_quote_stays_verbatim_and_names_who_said_it() -> None:
    scene = only(told(POST), "quote")
    assert scene.text == "One accurate measurement is worth a thousand expert opinions."
    assert scene.attribution == "Grace Hopper"


def test_code_is_shown_verbatim_and_never_read_aloud() -> None:
    scene = only(told(POST, seconds=120), "code")
    assert scene.code == "SELECT query, mean_exec_time\nFROM pg_stat_statements;"
    assert scene.language == "sql"
    assert "SELECT" not in scene.narration


def test_long_code_is_cut_visibly() -> None:
    body = (
        "Nobody likes to wait for a loop.\n\n## Loops\n\nRun the loop and wait for it.\n\n```python\n"
        + "\n".join(f"step_{i}()" for i in range(30))
        + "\n```\n"
    )
    lines = only(told(body), "code").code.split("\n")
    assert len(lines) == 12
    assert lines[-1] == "…"
    assert lines[0] == "step_0()"


def test_a_table_of_figures_becomes_a_chart() -> None:
    body = (
        "Nobody likes to wait for a page.\n\n## Speed\n\nAn index makes the difference between a walk and a jump.\n\n"
    )
    body += "| Rows | Seconds |\n|--|--|\n| 100 | 1 |\n| 1000 | 12 |\n"
    scene = only(told(body), "chart")
    assert scene.items == ("100|1", "1000|12")
    assert scene.title == "Seconds · Rows"
    assert scene.narration == "An index makes the difference between a walk and a jump."


def test_a_table_of_words_becomes_no_chart() -> None:
    board = told("| Name | Colour |\n|--|--|\n| Rose | red |\n| Lily | white |\n")
    assert "chart" not in [scene.kind for scene in board.scenes]


@pytest.mark.parametrize(("file", "kinds"), [("posts/wait.png", 1), ("posts/wait.svg", 0), ("", 0)])
def test_only_a_picture_that_came_along_and_has_pixels_is_shown(file: str, kinds: int) -> None:
    board = told(POST, seconds=120, images={"wait.png": file} if file else {})
    assert [scene.kind for scene in board.scenes].count("image") == kinds


def test_a_picture_is_told_by_its_description() -> None:
    scene = only(told(POST, seconds=120, images={"wait.png": "posts/wait.png"}), "image")
    assert scene.picture == "posts/wait.png"
    assert scene.narration == "The wait grows with every row until an index stops it."


def test_nothing_points_to_what_a_listener_cannot_see() -> None:
    assert "Check out" not in told(POST, seconds=300).narration


def test_no_scene_begins_in_the_middle_of_a_thought() -> None:
    board = told(POST, seconds=300)
    assert not [scene for scene in board.scenes if scene.narration.startswith(("However", "This", "It ", "But"))]


def test_no_scene_is_added_for_the_sake_of_length() -> None:
    board = told("Rain falls on the just and the unjust.", title="Rain")
    assert [scene.kind for scene in board.scenes] == ["title", "end"]


def part(number: int) -> str:
    """Return a part of a post that shares few words with the others."""
    names = []
    for at in range(number * 6, number * 6 + 6):
        names.append("bdfgklmnpr"[at // 100] + "a" + "stvwzbdfgk"[at // 10 % 10] + "o" + "lmnprstvwz"[at % 10])
    first, second, third, fourth, fifth, sixth = names
    return (
        f"## About {first}\n\nThe {first} of {second} waits beside old {third}. "
        f"Every {fourth} turns to {fifth} before the {sixth} is done."
    )


def test_a_longer_target_gives_a_longer_video() -> None:
    body = "\n\n".join(part(number) for number in range(40))
    for seconds in (30, 60, 120):
        assert seconds * 0.9 <= seconds_of(told(body, seconds=seconds)) <= seconds * 1.1
    assert 120 <= words.count(told(body).narration) <= 170


def test_the_same_post_gives_the_same_storyboard() -> None:
    assert told(POST) == told(POST)


RAIN = "Rain falls on the just and the unjust.\n\nThe river rose by a metre in one night.\n\n"


def test_a_late_figure_opens_the_video_when_the_beginning_is_dull() -> None:
    body = "In this post we would like to tell you about our survey.\n\n## Builds\n\n"
    body += "The build of a large project is something that many people have talked to us about over the years.\n\n"
    board = told(body + "Almost 42% of all users never tried to make it faster.", title="A survey")
    assert board.scenes[0].narration == "Almost 42% of all users never tried to make it faster."
    assert board.scenes[0].why.endswith("how it came to be: 42%.")


def test_the_paragraph_that_leads_to_a_figure_is_told_from_its_start() -> None:
    body = "In January we gave everyone Fridays off. No pay cut, no longer days. Revenue is up 8% and nobody has quit."
    assert told(body, title="Four days").scenes[0].narration == body


@pytest.mark.parametrize("lead", ["There are four rules that we keep:", "## Four rules"])
def test_a_list_too_long_to_be_told_whole_is_not_announced_by_its_number(lead: str) -> None:
    places = (("rose", "wall"), ("lily", "pond"), ("fern", "door"), ("moss", "gate"))
    rows = [f"Water each {plant} by the old {place} early in the day before the sun is high" for plant, place in places]
    items = "\n".join(f"- {row}" for row in rows)
    narration = told(f"{RAIN}{lead}\n\n{items}\n").narration
    assert rows[1] in narration
    assert "four rules" not in narration.lower()


def test_an_item_that_begins_with_its_name_is_told_with_what_is_said_of_it() -> None:
    long = "Parents told us that the school run stopped being a crisis for them and for their neighbours this year."
    body = f"{RAIN}## The time\n\n- **Sleep.** {long}\n- **Work.** {long.replace('Parents', 'Bosses')}\n"
    board = told(body)
    assert any(scene.narration.startswith(("Sleep. Parents", "The time: Sleep")) for scene in board.scenes)


def test_a_quote_of_nobody_who_says_i_is_not_told() -> None:
    assert "quote" not in [scene.kind for scene in told(f"{RAIN}> I never saw my garden so wet before.").scenes]


def test_a_quote_without_a_lead_in_is_said_in_the_name_that_stands_behind_it() -> None:
    scene = only(told(f"{RAIN}> I never saw my garden so wet before. — Ada Marsh"), "quote")
    assert scene.narration == "Ada Marsh: “I never saw my garden so wet before.”"
    assert scene.attribution == "Ada Marsh"


def test_what_somebody_says_in_quotation_marks_is_not_said_as_the_narrators_own() -> None:
    board = told(f'{RAIN}The mayor was tired. "My house is under water and my car as well."')
    assert '"My house' not in [scene.narration[:9] for scene in board.scenes]


def test_a_picture_is_shown_once() -> None:
    body = f"{RAIN}## Water\n\nThe bridge stood firm all night.\n\n![](b.png)\n\nEvery boat was lost by the morning."
    board = told(body, images={"b.png": "posts/b.png"})
    assert [scene.picture for scene in board.scenes].count("posts/b.png") == 1


def test_half_a_sentence_before_code_is_not_said() -> None:
    board = told(f"{RAIN}## Pump\n\nIf we now start the pump:\n\n```sh\npump --start\n```\n")
    assert "If we now start the pump" not in board.narration


def test_thanks_behind_the_news_are_left_off() -> None:
    body = "The bridge of the village is open again. It would not have been possible without the help of many.\n\n"
    narration = told(f"{RAIN}## Bridge\n\n{body}").narration
    assert "The bridge of the village is open again." in narration
    assert "possible" not in narration


def test_a_table_that_nothing_speaks_of_is_read_out_with_its_unit() -> None:
    body = f"{RAIN}## Pumps\n\n| Pump | Hours |\n|--|--|\n| North gate | 3 |\n| South gate | 5 |\n"
    assert only(told(body), "chart").narration == "North gate: 3 Hours. South gate: 5 Hours."


def test_what_the_voice_says_is_whole_and_what_is_shown_is_part_of_it() -> None:
    for scene in told(POST, seconds=300).scenes[1:-1]:
        assert "…" not in scene.narration
        assert scene.kind != "text" or scene.text.strip("…") in scene.narration


def test_a_long_name_in_a_table_is_said_whole() -> None:
    name = "getUserAuthenticationTokenFromRequestHeadersOrThrow"
    body = f"Nobody likes to wait for it.\n\n| Call | Uses |\n|--|--|\n| {name} | 212 |\n| x | 4120 |\n"
    scene = only(told(body, title="Names"), "chart")
    assert scene.items == (f"{name}|212", "x|4120") and name in scene.narration
