"""The scripts, on a machine that has everything (S0-17, S1-26)."""
import json
import os
import subprocess

import pytest

from chat import PATIENCE
from chat.server import ROOT


@pytest.mark.parametrize("part", ["build", "test"])
def test_trap_18_a_second_setup_asks_neither_apt_nor_npm(part, tmp_path):
    asked = tmp_path / "asked"
    for name in ("apt-get", "apt", "npm", "sudo"):
        shim = tmp_path / name
        shim.write_text(f'#!/bin/sh\necho "{name} $*" >>"{asked}"\n')
        shim.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    subprocess.run([ROOT / "scripts" / "setup", part], env={**os.environ, "PATH": path}, check=True, timeout=PATIENCE)
    assert not asked.exists(), asked.read_text()


def test_trap_10_what_is_released_says_what_its_parameters_are():
    """abidiff sees a changed parameter only where there is debug information."""
    presets = json.loads((ROOT / "CMakePresets.json").read_text())["configurePresets"]
    release = next(preset for preset in presets if preset["name"] == "release")
    assert release["cacheVariables"]["CMAKE_BUILD_TYPE"] == "RelWithDebInfo"
