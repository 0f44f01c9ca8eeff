"""What instructions.py reads of callgrind's files, and what it lets pass."""

import pathlib

import instructions

DUMP = """\
ob=/build/bin/instructions
fl=???
fn=workchat::decide()
0 120
cob=/usr/lib/libc.so.6
cfn=malloc
calls=3 0
0 900
0 30

ob=/usr/lib/libc.so.6
fn=malloc
0 700
cob=/build/bin/instructions
cfn=workchat::decide()
calls=1 0
0 50

ob=/build/bin/instructions
fn=workchat::tell()
0 5
"""


def test_only_what_the_program_itself_executes_is_counted(tmp_path):
    dump = tmp_path / "out.1"
    dump.write_text(DUMP)
    assert instructions.read(dump, pathlib.Path("/build/bin/instructions")) == (155, 3)


def test_a_tenth_more_than_the_baseline_passes_and_anything_beyond_fails():
    before = {"instructions": 1000, "allocations": 10}
    for now, within in ((1100, True), (1101, False), (500, True)):
        assert instructions.row("load", {"instructions": now, "allocations": 10}, before)[1] is within
    assert not instructions.row("load", {"instructions": 1000, "allocations": 12}, before)[1]


def test_a_load_without_a_baseline_is_shown_and_not_judged():
    line, within = instructions.row("load", {"instructions": 7, "allocations": 1}, None)
    assert "7" in line and within
