"""Only pictures inside the imported folder are found; what is looked for elsewhere is left out, with a reason."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelpress.content.sources import pictures
from tests.content.pictures import picture


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "root"
    (folder / "posts").mkdir(parents=True)
    return folder.resolve()


def put(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def find(ref, root):
    return pictures.find(ref, folder=root / "posts", root=root)


@pytest.mark.parametrize(
    ("ref", "place"),
    [
        ("a.png", "posts/a.png"),
        ("./img/a.png", "posts/img/a.png"),
        ("../img/a.png", "img/a.png"),
        ("my%20pic.png", "posts/my pic.png"),
        ("a.png?v=2#top", "posts/a.png"),
        ("/img/a.png", "img/a.png"),
        ("/img/a.png", "static/img/a.png"),
        ("/blog/2023/03/hello/a.png", "posts/a.png"),
        ("/blog/hello/img/a.png", "posts/img/a.png"),
    ],
)
def test_a_picture_is_found_where_sites_keep_it(root, ref, place):
    expected = put(root / place, picture())
    assert find(ref, root) == expected


@pytest.mark.parametrize(
    "ref", ["../../secret.png", "/../../secret.png", "..%2F..%2Fsecret.png", "x/../../../secret.png"]
)
def test_no_address_leads_out_of_the_folder(root, ref):
    put(root.parent / "secret.png", picture())
    with pytest.raises(pictures.Unusable):
        find(ref, root)


def test_an_absolute_path_names_no_file_of_the_machine(root):
    secret = put(root.parent / "secret.png", picture())
    with pytest.raises(pictures.Unusable, match="was not found"):
        find(str(secret), root)


def test_a_link_that_leads_out_is_refused(root):
    secret = put(root.parent / "secret.png", picture())
    (root / "posts" / "a.png").symlink_to(secret)
    with pytest.raises(pictures.Unusable, match="lies outside"):
        find("a.png", root)


def test_a_link_that_stays_inside_is_followed(root):
    real = put(root / "shared.png", picture())
    (root / "posts" / "a.png").symlink_to(real)
    assert find("a.png", root) == real


def test_links_that_go_in_circles_are_not_found(root):
    (root / "posts" / "a.png").symlink_to(root / "posts" / "b.png")
    (root / "posts" / "b.png").symlink_to(root / "posts" / "a.png")
    with pytest.raises(pictures.Unusable, match="was not found"):
        find("a.png", root)


@pytest.mark.parametrize(
    "ref", ["http://x.y/a.png", "//x.y/a.png", "data:image/png;base64,xx", "#a", "", "mailto:a@b.c"]
)
def test_what_lies_elsewhere_is_not_local(ref):
    assert not pictures.is_local(ref)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ref=st.text(st.sampled_from("./%2eF~\0a?#:\\ \n") | st.characters(exclude_categories=["Cs"]), max_size=40))
def test_no_address_finds_anything_in_an_empty_folder(root, ref):
    with pytest.raises(pictures.Unusable):
        find(ref, root)
