"""A browser joins a chat that lives inside a Python program (S1-23, S4-12, S4-13)."""
import json
import subprocess

import pytest

from chat import PATIENCE
from chat.person import unique
from chat.program import PYTHON, Program
from chat.server import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.embeds, pytest.mark.slow]


def browse(program, name, text, answer):
    url = f"http://{program.address}:{program.port}"
    command = ["node", "browser_client.mjs", url, name, text, answer]
    run = subprocess.run(command, cwd=ROOT / "tests" / "e2e", stdout=subprocess.PIPE, text=True,
                         timeout=6 * PATIENCE)
    assert run.returncode == 0
    return json.loads(run.stdout)


def test_s1_23_a_browser_joins_the_chat_of_a_python_program(tmp_path):
    example = [PYTHON, ROOT / "examples" / "03_embed.py", "127.0.0.1:0", "memory:"]
    with Program(example, tmp_path) as program:
        program.listening()
        name = unique("Ana")
        seen = browse(program, name, "ping", "pong")
        assert any("bot" in item and "hola" in item for item in seen["before"]), "from before it came"
        assert any("ping" in item for item in seen["after"])
        assert any("bot" in item and "pong" in item for item in seen["after"])
        assert "own" in seen["ownClass"].split() and "own" not in seen["othersClass"].split(), "styled unlike others'"
        assert seen["complaints"] == [] and seen["foreign"] == []
        program.line(f"{name}: ping")
