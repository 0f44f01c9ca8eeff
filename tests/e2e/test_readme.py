"""The README's code, as it is printed. It says port 8000, so that port has to be free."""
import json
import os
import re
import socket
import subprocess
import time

import pytest

from chat import PATIENCE, person
from chat.program import ENVIRONMENT, PYTHON, Program
from chat.server import BINARY, BUILD, ROOT

PORT = 8000
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)


def block(language, having=""):
    """The one block of this language that has this text."""
    found = [text for kind, text in BLOCKS if kind == language and having in text]
    assert len(found) == 1, found
    return found[0]


@pytest.fixture(autouse=True)
def port_is_free():
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError as trouble:
            pytest.fail(f"the README is run as printed, and something else has its port {PORT}: {trouble}")


def bot_answers(program):
    """Whoever comes in by the port and says ping hears pong."""
    wait_for_port(program)
    ana = person.guest(program)
    with ana.enter("general") as ours:
        ours.post("general", "ping")
        assert ours.until("message", text="pong")["user"]["name"] == "bot"


def wait_for_port(program):
    """The programs of the README say nothing when they listen: it is tried until they do, or have ended."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            return socket.create_connection(("127.0.0.1", PORT), timeout=PATIENCE).close()
        except ConnectionRefusedError:
            assert program.running
            time.sleep(0.05)
    raise AssertionError("it does not listen")


def compiled(folder, compiler, name, language):
    """The block as a program, against the headers and the library of this build."""
    (folder / name).write_text(block(language))
    subprocess.run([*compiler, "-Wall", "-Wextra", f"-I{ROOT}/include", f"-I{ROOT}/capi", folder / name, "-o",
                    folder / "program", f"-L{BUILD}/lib", "-lworkchat"], check=True)
    return ["stdbuf", "-oL", folder / "program"]  # printed to a terminal, each line would come at once too


def test_the_readme_opens_with_python():
    assert BLOCKS[0][0] == "python" and [kind for kind, _ in BLOCKS].index("sh") == 1


def test_the_two_commands_are_there():
    commands = re.findall(r"^\S+", BLOCKS[1][1], re.MULTILINE)
    assert commands == ["./scripts/run", "./scripts/test"]
    assert all(os.access(ROOT / command, os.X_OK) for command in commands)


@pytest.mark.embeds
def test_the_python_program_answers_ping(tmp_path):
    (tmp_path / "program.py").write_text(block("python"))
    with Program([PYTHON, "program.py"], tmp_path, PORT) as program:
        bot_answers(program)
    assert (tmp_path / "data").is_dir()


@pytest.mark.embeds
def test_the_cpp_program_answers_ping(tmp_path):
    command = compiled(tmp_path, ["c++", "-std=c++17"], "program.cpp", "cpp")
    with Program(command, tmp_path, PORT) as program:
        bot_answers(program)


@pytest.mark.embeds
def test_the_c_program_prints_what_it_hears(tmp_path):
    command = compiled(tmp_path, ["cc", "-std=c99", "-pedantic"], "program.c", "c")
    with Program(command, tmp_path, PORT) as program:
        wait_for_port(program)
        ana = person.guest(program)
        with ana.enter("general") as ours:
            ours.post("general", "ping")
            assert json.loads(program.line('"text":"ping"').string)["user"]["name"] == ana.name


def shell(text, folder):
    """A block as bash runs it, line by line; what each line printed."""
    return [json.loads(subprocess.run(["bash", "-c", line], cwd=folder, env=ENVIRONMENT, check=True, text=True,
                                      stdout=subprocess.PIPE, timeout=PATIENCE).stdout)
            for line in text.splitlines()]


def test_the_curl_tour_does_what_it_says(tmp_path):
    with Program([BINARY, "--data", tmp_path / "data"], tmp_path) as server:
        server.listening()
        assert server.port == PORT
        registered, signed_in, room = shell(block("sh", "register"), tmp_path)
        assert registered["user"]["name"] == signed_in["user"]["name"] == "ana"
        assert (room["id"], room["name"], room["role"]) == ("plans", "Plans", "owner")
        with Program(["bash", "-c", "exec " + block("sh", "curl -N")], tmp_path) as listening:
            listening.line("retry:")
            posted, page = shell(block("sh", "messages"), tmp_path)
            assert posted["text"] == "hola" and posted["room"] == "plans"
            assert [message["seq"] for message in page["messages"]] == [posted["seq"]]
            heard = listening.line(r'data: (\{"type":"message".*)')
            assert json.loads(heard[1])["seq"] == posted["seq"]
