"""Several real browser windows, and a network that fails between them and the server (S1-23, S4-12 ... S4-16)."""
import subprocess

import pytest

from chat import PATIENCE, person
from chat.program import Program
from chat.server import ROOT, Server
from chat.world import World, needs_world

pytestmark = pytest.mark.browser

FOLDER = ROOT / "tests" / "e2e"
DAY_MS = 86_400_000


@pytest.fixture(scope="module")
def one_server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("data"), heartbeat_ms=300).start()
    yield running
    running.end()


@pytest.fixture
def scene(chromium, tmp_path):
    """The command that plays one of tests/e2e/web_network against a server."""
    def command(name, server, *words):
        url = f"http://{server.address}:{server.port}"
        return ["node", f"web_network/{name}.mjs", url, tmp_path, chromium, *words]
    return command


@pytest.fixture
def play(scene):
    def run(*words):
        played = subprocess.run(scene(*words), cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                timeout=10 * PATIENCE)
        assert played.returncode == 0, played.stdout
    return run


def test_one_comes_in_by_name_account_or_cookie_and_tabs_are_people_s4_15(one_server, play):
    play("doors", one_server)


def test_three_people_talk_and_see_the_same_s1_23(one_server, play):
    play("talk", one_server)


def test_rooms_are_locked_or_private_and_two_devices_of_one_user_agree_s4_16(one_server, play):
    play("rooms", one_server)


@pytest.mark.slow
@pytest.mark.parametrize("by_proxy", ["reader", "writer"])
def test_nothing_is_lost_or_doubled_while_two_of_three_windows_are_cut_off(one_server, play, by_proxy):
    play("cut", one_server, by_proxy)


def test_what_was_written_without_a_network_survives_a_reload_and_is_stored_once(one_server, play):
    play("reload", one_server)


def test_a_silent_network_is_noticed_and_connected_anew(one_server, play):
    play("stall", one_server)


def test_what_is_refused_says_why_and_can_be_tried_again_or_given_up(one_server, play):
    play("refused", one_server)


def test_who_types_too_fast_is_only_slowed_down(start_server, play):
    server = start_server(rate="on", burst_messages=5, rate_messages=600)
    play("hurried", server)


def test_a_killed_server_is_announced_and_nothing_is_lost_when_it_is_back(start_server, scene):
    server = start_server()
    with Program(scene("restart", server), FOLDER) as program:
        program.line("^kill")
        server.kill()
        program.line("^start")
        server.start()
        program.line("^done")


def test_who_is_signed_out_elsewhere_is_told_so(one_server, play):
    play("revoked", one_server)


@needs_world
def test_days_are_told_apart_and_older_pages_come_without_a_jump(start_server, play, tmp_path):
    world = World(tmp_path / "world", tmp_path / "data0")
    server = start_server(environment=world.environment)
    number = 0
    for days in (-2, -1, 0):
        world.jump(days * DAY_MS)
        ana = person.guest(server)
        if not number:
            room = ana.make_room(name="Tres días")["id"]
        ana.join(room)
        for _ in range(100):
            number += 1
            ana.say(room, f"mensaje {number} " + "con palabras " * (number % 29))
    play("days", server, room)
