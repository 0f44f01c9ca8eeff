"""The JavaScript client (S2-20, S3-02, S4-23): @workchat/client in Node, against real servers and bad networks."""
import os
import re
import shutil
import subprocess

import pytest

from chat import PATIENCE, person
from chat.program import Program
from chat.server import BUILD, ROOT

PACKAGE = ROOT / "bindings" / "js"
NPM = ROOT / "tests" / "e2e" / "node_modules"


def block(language):
    """The one block of this language in the package's README."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", (PACKAGE / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    assert len(found) == 1, found
    return found[0]


@pytest.fixture(scope="session")
def workshop():
    """A folder where "@workchat/client" and "ws" can be imported, and the scenarios lie."""
    folder = BUILD / "js-client"
    package = folder / "node_modules" / "@workchat" / "client"
    shutil.rmtree(folder, ignore_errors=True)
    package.mkdir(parents=True)
    compiler = PACKAGE / "node_modules" / "typescript" / "bin" / "tsc"
    built = subprocess.run(["node", compiler, "-p", PACKAGE, "--outDir", package / "dist"], stdout=subprocess.PIPE,
                           text=True, timeout=6 * PATIENCE)
    assert built.returncode == 0, built.stdout
    shutil.copy(PACKAGE / "package.json", package)
    shutil.copytree(PACKAGE / "test", package / "test")
    for name in ("ws", "playwright-core"):
        os.symlink(NPM / name, folder / "node_modules" / name)
    for script in (ROOT / "tests" / "e2e" / "js").glob("*.mjs"):
        shutil.copy(script, folder)
    return folder


@pytest.fixture
def play(workshop):
    """Starts a scenario of tests/e2e/js against a server; `finish` waits until it has said that all was right."""
    def start(name, server, *arguments):
        url = f"http://{server.address}:{server.port}"
        return Program(["node", f"{name}.mjs", url, *arguments], workshop)
    return start


def finish(program):
    status = program.wait()
    assert status == 0, "".join(program.rest())


def test_the_parts_of_the_client_do_what_their_tests_say(workshop):
    folder = workshop / "node_modules" / "@workchat" / "client" / "test"
    run = subprocess.run(["node", "--test", *sorted(folder.glob("*.test.js"))], stdout=subprocess.PIPE, text=True,
                         timeout=3 * PATIENCE)
    assert run.returncode == 0, run.stdout


def test_two_clients_talk_and_see_the_same(server, play):
    with play("talk", server) as program:
        finish(program)


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_while_the_server_is_killed_and_connections_are_cut(start_server, play):
    server = start_server()
    with play("storm", server) as program:
        for _ in range(3):
            program.line("kill")
            server.kill()
            server.start()
        program.line("done")
        finish(program)


@pytest.mark.parametrize("seed", (1, 2))
def test_clients_that_lose_frames_and_connections_converge(start_server, play, seed):
    with play("converge", start_server(heartbeat_ms=300), str(seed)) as program:
        finish(program)


def test_a_lost_frame_a_cut_and_a_silent_connection_are_noticed_and_made_good(start_server, play):
    with play("network", start_server(heartbeat_ms=500)) as program:
        finish(program)


def test_a_client_that_starts_before_the_server_waits_for_it(start_server, play):
    server = start_server()
    with play("slow_start", server) as program:
        program.line("stop")
        server.kill()
        program.line("start")
        server.start()
        finish(program)


def test_what_was_posted_survives_a_reload_and_a_full_storage(server, play):
    with play("reload", server) as program:
        finish(program)


def test_tokens_are_renewed_and_never_become_somebody_elses(start_server, play):
    with play("tokens", start_server(token_ttl=4)) as program:
        finish(program)


def test_what_is_refused_for_now_waits_in_order_and_for_good_fails_with_its_reason(start_server, play):
    limits = {"rate": "on", "burst_messages": 5, "rate_messages": 1200}
    with play("refusals", start_server(**limits)) as program:
        finish(program)


def test_rooms_come_go_and_are_made_anew_by_other_devices_and_other_people(start_server, play):
    with play("rooms", start_server(heartbeat_ms=300)) as program:
        finish(program)


def test_what_is_meant_for_a_room_that_has_ended_goes_into_no_other_of_its_name(start_server, play):
    with play("namesakes", start_server(heartbeat_ms=300)) as program:
        finish(program)


def test_a_crowd_is_not_named_and_pages_reach_the_first_message(start_server, play):
    with play("crowd", start_server(presence_room=2, presence_grace_ms=100)) as program:
        finish(program)


def test_the_readmes_bot_answers(start_server, workshop):
    server = start_server()
    (workshop / "bot.mjs").write_text(block("js"))
    ana = person.guest(server)
    with ana.enter("general") as ours:
        with Program(["node", "bot.mjs", f"http://{server.address}:{server.port}"], workshop):
            ours.until("message", text="hola")
            ours.post("general", "ping")
            assert ours.until("message", text=f"{ana.name}: ping")["user"]["name"] == "eco"


@pytest.mark.browser
@pytest.mark.slow
def test_the_readmes_page_lives_through_a_lost_network_and_a_reload(start_server, play, workshop):
    (workshop / "page.html").write_text(block("html"))
    dist = workshop / "node_modules" / "@workchat" / "client" / "dist"
    with play("browser", start_server(), workshop / "page.html", dist) as program:
        finish(program)
