"""The web client in a real browser: one test here is one scene in web/*.mjs, which plays it and fails where it is not so.

Pictures of the scenes go to the folder that WORKCHAT_SCREENSHOTS names, or stay with the test."""
import gzip
import os
import pathlib
import re
import subprocess

import pytest

from chat import PATIENCE
from chat.rest import Rest
from chat.server import ROOT

pytestmark = pytest.mark.browser

FIRST_LOAD = 150_000  # bytes, packed
POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "connect-src": "'self'", "img-src": "'self'",
    "manifest-src": "'self'", "base-uri": "'none'", "form-action": "'self'", "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'", "trusted-types": "lit-html dompurify",
}


@pytest.fixture(autouse=True)
def needs_the_page(server):
    if Rest(server).get("/").status == 404:
        pytest.skip("built without WORKCHAT_WEB")


@pytest.fixture
def play(server, tmp_path):
    """Plays a scene against the server."""
    def run(scene, *words):
        folder = pathlib.Path(os.environ.get("WORKCHAT_SCREENSHOTS", tmp_path)).absolute() / scene
        folder.mkdir(parents=True, exist_ok=True)
        command = ["node", f"web/{scene}.mjs", f"http://{server.address}:{server.port}/", str(folder), *words]
        played = subprocess.run(command, cwd=ROOT / "tests" / "e2e", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                text=True, timeout=10 * PATIENCE)
        assert played.returncode == 0, played.stdout
    return run


def test_s4_12_s4_13_s4_15_two_tabs_of_one_browser_are_two_people_who_talk(play):
    play("talk")


def test_s4_02_s4_16_a_room_asks_for_its_password_and_what_is_unread_is_counted(play):
    play("rooms")


def test_an_owner_changes_a_room_and_deletes_it(play):
    play("room_settings")


def test_s4_19_an_account_is_made_left_and_come_back_to(play):
    play("accounts")


def test_messages_are_completed_answered_reacted_to_pinned_and_deleted(play):
    play("messages")


def test_older_pages_come_without_a_jump(play):
    play("paging")


def test_what_is_not_sent_waits_through_a_reload_and_what_is_refused_says_so(play):
    play("outbox")


def test_what_others_write_is_drawn_and_never_run(play):
    play("markdown")


def test_what_is_pinned_or_answered_far_back_is_got_to(play):
    play("pins")


def test_fifty_who_write_at_once_leave_the_messages_alone(play):
    play("crowd")


def test_no_storage_a_wrong_clock_the_longest_word_and_names_from_the_right(play):
    play("odd")


def test_what_is_new_who_is_here_and_what_is_typed_are_as_people_expect(play):
    play("manners")


def test_everything_goes_by_the_keyboard(play):
    play("keyboard")


def test_the_element_lives_in_another_page(play):
    play("embed")


@pytest.mark.slow
def test_s4_10_it_speaks_three_languages_and_is_dark_where_that_is_wished(play):
    play("languages")


@pytest.mark.slow
def test_s4_14_it_fits_a_phone_a_tablet_and_a_wide_screen(play):
    play("phone")


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(play, theme):
    play("accessible", theme)


def test_the_first_load_is_small_and_all_of_it_is_ours(server):
    page = Rest(server).get("/")
    html = page.body.decode()
    files = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert files and all(re.match(r"/[^/]", file) for file in files), html
    assert " style=" not in html and not re.search(r"<script(?![^>]*\bsrc=)", html), "nothing stands in the page itself"
    first = [name for name in files if name.endswith((".js", ".css"))]
    bodies = [page.body, *(Rest(server).get(name).body for name in first)]
    assert sum(len(gzip.compress(body)) for body in bodies) < FIRST_LOAD


def test_the_same_sources_give_the_same_bytes_and_their_types_hold(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, more in ((first, ["--check"]), (second, [])):
        built = subprocess.run(["node", ROOT / "examples" / "web" / "build.mjs", "--out", folder, *more],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=6 * PATIENCE)
        assert built.returncode == 0, built.stdout
    files = {path.relative_to(first): path.read_bytes() for path in first.rglob("*") if path.is_file()}
    assert files == {path.relative_to(second): path.read_bytes() for path in second.rglob("*") if path.is_file()}
    assert {str(path) for path in files} >= {"index.html", "favicon.svg", "favicon-unread.svg", "site.webmanifest"}


def test_the_page_has_a_strict_policy(server):
    policy = Rest(server).get("/").headers["Content-Security-Policy"]
    given = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert given == POLICY


def test_what_is_named_by_its_content_may_be_kept_and_the_page_may_not(server):
    page = Rest(server).get("/")
    assert page.headers["Cache-Control"] == "no-cache"
    for name in re.findall(r'"(/assets/[^"]+)"', page.body.decode()):
        answer = Rest(server).get(name)
        assert answer.status == 200 and "immutable" in answer.headers["Cache-Control"], name


def test_who_is_put_out_of_a_room_writes_into_no_other_and_is_told_what_was_not_sent(play):
    play("removed")
