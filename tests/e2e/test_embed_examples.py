"""The numbered examples: each starts a chat in its own process, posts to it, and people come in by its port."""
import signal

import pytest

from chat import person
from chat.program import PYTHON, Program
from chat.server import BUILD, ROOT

MEMORY = '{"store":"memory:"}'
EXAMPLES = {
    "01_embed.cpp": [BUILD / "bin" / "01_embed", "127.0.0.1:0", "memory:"],
    "02_embed.c": [BUILD / "bin" / "02_embed", "127.0.0.1:0", MEMORY],
    "03_embed.py": [PYTHON, ROOT / "examples" / "03_embed.py", "127.0.0.1:0", "memory:"],
}
WRONG = {
    "01_embed.cpp": [BUILD / "bin" / "01_embed", "nonsense", "memory:"],
    "02_embed.c": [BUILD / "bin" / "02_embed", "nonsense", MEMORY],
    "03_embed.py": [PYTHON, ROOT / "examples" / "03_embed.py", "nonsense", "memory:"],
}

pytestmark = pytest.mark.embeds


def test_every_numbered_example_is_here():
    assert sorted(EXAMPLES) == sorted(path.name for path in (ROOT / "examples").glob("[0-9][0-9]_*"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_greets_the_room_and_answers_ping(name, tmp_path):
    with Program(EXAMPLES[name], tmp_path) as program:
        program.listening()
        ana = person.guest(program)
        with ana.connect() as socket:
            greeted = socket.join("general")
            assert [message["text"] for message in greeted["messages"]] == ["hola"]
            socket.post("general", "ping")
            assert socket.until("message", text="pong")["user"]["name"] == "bot"
            program.line(f"{ana.name}: ping")


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_serves_the_page(name, tmp_path):
    with Program(EXAMPLES[name], tmp_path) as program:
        program.listening()
        page = person.Rest(program).get("/")
        assert page.status == 200 and page.headers.get_content_type() == "text/html"


@pytest.mark.parametrize("name", WRONG)
def test_it_ends_with_the_reason_where_it_cannot_start(name, tmp_path):
    with Program(WRONG[name], tmp_path) as program:
        program.line(name.split(".")[0] + ": .+")
        assert program.wait() == 1


def test_ctrl_c_ends_the_python_one_in_order(tmp_path):
    with Program(EXAMPLES["03_embed.py"], tmp_path) as program:
        program.listening()
        program.signal(signal.SIGINT)
        assert program.wait() == 0
