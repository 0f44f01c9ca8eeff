"""The code in the guides, put into the smallest program that can run it."""
import asyncio
import os
import re
import subprocess
import sys

import pytest

from chat import PATIENCE
from chat.program import ENVIRONMENT
from chat.server import BUILD, ROOT

pytestmark = pytest.mark.embeds

AROUND_C = """
#include <stdio.h>
#include <string.h>
#include <workchat.h>
int main(void) {
  workchat_engine *engine;
  workchat_session *session;
  if (workchat_engine_open(&engine, NULL) != 0 || workchat_session_open(&session, engine, "ana") != 0) return 1;
  {
%s
  }
  workchat_session_close(session);
  workchat_engine_close(engine);
  return 0;
}
"""


def block(guide, language):
    found = re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / "docs" / guide).read_text(), re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    return found[0]


def test_the_c_guide_s_command_makes_a_room(tmp_path):
    source, program = tmp_path / "guide.c", tmp_path / "guide"
    source.write_text(AROUND_C % block("c-api.md", "c"))
    subprocess.run(["cc", "-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", f"-I{ROOT}/capi", source, "-o",
                    program, f"-L{BUILD}/lib", "-lworkchat"], check=True)
    told = subprocess.run([program], env=ENVIRONMENT, check=True, text=True, stdout=subprocess.PIPE,
                          timeout=PATIENCE).stdout
    assert '"type":"ok"' in told and '"id":"plans"' in told


def test_the_threads_guide_s_loop_hears_a_message(capsys):
    os.environ["WORKCHAT_LIBRARY"] = str(BUILD / "lib" / "libworkchat.so")
    sys.path.insert(0, str(ROOT / "bindings" / "python"))
    import workchat

    async def hear(session):
        exec(block("threading.md", "python"), {"asyncio": asyncio, "session": session})
        await asyncio.get_running_loop().run_in_executor(None, session.join("general").post, "hola")
        told = ""
        while "message" not in told:
            await asyncio.sleep(0)
            told += capsys.readouterr().out

    with workchat.Engine() as engine:
        asyncio.run(asyncio.wait_for(hear(engine.session("bot")), PATIENCE))
