"""What the end-to-end tests share: a server for the whole run, a way to start others, and a browser."""
import signal

import pytest

from chat import person
from chat.program import Program
from chat.server import ROOT, Server


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One server for all tests that need no other: they keep apart by names of their own."""
    running = Server(tmp_path_factory.mktemp("data")).start()
    yield running
    running.end()


@pytest.fixture
def start_server(tmp_path):
    """Starts servers with limits of their own; they end with the test."""
    started = []

    def start(**options):
        started.append(Server(tmp_path / f"data{len(started)}", **options))
        return started[-1].start()
    yield start
    for each in started:
        each.end()


@pytest.fixture(scope="module")
def chromium():
    """Where a browser listens that the scenes of web_network share."""
    with Program(["node", "web_network/chromium.mjs"], ROOT / "tests" / "e2e") as program:
        yield program.line(r"ws://\S+")[0]
        program.signal(signal.SIGINT)  # so that the browser takes its profile away
        program.wait()


@pytest.fixture
def ana(server):
    return person.guest(server, "ana")


@pytest.fixture
def beto(server):
    return person.guest(server, "beto")


@pytest.fixture
def caro(server):
    return person.guest(server, "caro")
