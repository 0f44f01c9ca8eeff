"""The workchat-server program: its options, its exit codes, what it prints, and how it stops."""
import os
import re
import signal
import subprocess

import pytest

from chat import PATIENCE, person
from chat.program import Program
from chat.rest import Rest
from chat.server import BINARY, ROOT


def run(*arguments, **environment):
    """The program where it ends by itself."""
    return subprocess.run([BINARY, *arguments], env={**os.environ, **environment}, text=True, timeout=PATIENCE,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def serving(folder, *arguments):
    return Program([BINARY, "--address", "127.0.0.1", "--port", "0", "--data", folder / "data", *arguments], folder)


def limits():
    """The named limits and their defaults, from the header."""
    header = (ROOT / "include" / "workchat" / "limits.hpp").read_text()
    return re.findall(r"std::int64_t (\w+) = (\d+);", header)


def test_help_lists_every_option_and_every_limit_with_its_default():
    told = run("--help")
    assert told.returncode == 0
    for option in ("--address", "--port", "--data", "--store", "--durability", "--config", "--limit", "--motd",
                   "--no-guests", "--no-registration", "--tls-certificate", "--tls-key", "--trusted-proxy",
                   "--log-format", "--threads"):
        assert option in told.stdout
    assert len(limits()) > 40
    for name, default in limits():
        assert re.search(rf"^  {name}={default} +\S", told.stdout, re.MULTILINE), name


def test_the_version_is_told():
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", run("--version").stdout)


@pytest.mark.parametrize("wrong", [
    ["--bogus"], ["extra"], ["--port", "65536"], ["--port", "x"], ["--threads", "-1"], ["--limit", "text"],
    ["--limit", "text="], ["--limit", "text=0"], ["--limit", "text=1x"], ["--limit", "nothing=1"],
    ["--durability", "some"], ["--log-format", "xml"], ["--tls-key", "key.pem"], ["--config", "/nowhere/at/all"],
    ["--store", "nowhere:"], ["--address", "no such host"],
], ids=" ".join)
def test_bad_options_end_with_2_and_say_why(wrong, tmp_path):
    refused = run("--data", tmp_path / "data", "--port", "0", *wrong)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr


def test_a_store_that_is_open_elsewhere_ends_with_1(tmp_path):
    with serving(tmp_path) as first:
        first.listening()
        refused = run("--data", tmp_path / "data", "--port", "0")
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr.startswith("workchat-server: ")


def test_a_port_that_is_taken_ends_with_1(tmp_path):
    with serving(tmp_path) as first:
        first.listening()
        refused = run("--store", "memory:", "--address", "127.0.0.1", "--port", str(first.port))
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr.startswith("workchat-server: ")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_stop_closes_sockets_with_4000_and_ends_with_0(number, tmp_path):
    with serving(tmp_path) as program:
        ana = person.guest(program.listening())
        socket = ana.enter("general")
        socket.post("general", "hola")
        program.signal(number)
        assert socket.closed() == 4000
        assert program.wait() == 0
    with serving(tmp_path) as program:
        beto = person.guest(program.listening(), "beto")
        with beto.connect() as socket:
            assert [message["text"] for message in socket.join("general")["messages"]] == ["hola"]


def test_the_port_may_come_from_the_environment(tmp_path):
    refused = run("--data", tmp_path / "data", PORT="none")
    assert refused.returncode == 2 and "PORT" in refused.stderr.upper()


def test_options_may_come_from_a_file_and_the_command_line_goes_first(tmp_path):
    (tmp_path / "server.toml").write_text('motd = "from the file"\nno-guests = true\nlimit = ["text=3", "rate=off"]\n')
    with serving(tmp_path, "--config", tmp_path / "server.toml", "--motd", "from the line") as program:
        rest = Rest(program.listening())
        assert rest.post("/auth/guest", {"name": "ana"}).status == 403
        with person.member(program).connect() as socket:
            assert socket.welcome["motd"] == "from the line"
            assert socket.welcome["limits"]["text"] == 3


def test_an_option_that_is_unknown_in_the_file_ends_with_2(tmp_path):
    (tmp_path / "server.toml").write_text("bogus = 1\n")
    assert run("--config", tmp_path / "server.toml").returncode == 2


def test_registration_can_be_off(tmp_path):
    with serving(tmp_path, "--no-registration") as program:
        rest = Rest(program.listening())
        assert rest.post("/auth/register", {"username": "ana", "password": person.PASSWORD}).status == 403
        assert rest.post("/auth/guest", {"name": "ana"}).status == 200


def test_it_listens_on_ipv4_and_ipv6_by_default(tmp_path):
    command = [BINARY, "--port", "0", "--data", tmp_path / "data"]
    with Program(command, tmp_path) as program:
        program.port = int(program.line(r"http://localhost:(\d+)$")[1])
        for program.address in ("127.0.0.1", "::1"):
            assert Rest(program).get("/healthz").status == 200
    with Program([*command, "--address", "::1"], tmp_path) as program:
        program.port = int(program.line(r"http://\[::1\]:(\d+)$")[1])
        program.address = "::1"
        assert Rest(program).get("/healthz").status == 200
