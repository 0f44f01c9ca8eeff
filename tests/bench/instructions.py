#!/usr/bin/env python3
"""How many instructions of our own the fixed loads take, against the baseline that is checked in.

    instructions.py [--build build/bench]    prints the table; fails where a load takes a tenth more than its baseline
    instructions.py --write                  makes what is counted now the baseline

Counted by callgrind: what the program itself executes (the library is inside; libc, libstdc++, OpenSSL and SQLite are not,
which choose their code by processor), and how often anything allocates. Both are per run of a load.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

BASELINE = pathlib.Path(__file__).with_suffix(".json")
MOST = 1.10
ALLOCATORS = {"malloc", "calloc", "realloc", "aligned_alloc", "posix_memalign"}


def count(program, folder):
    """What the program said, and the files that callgrind wrote, one for each load."""
    command = ["valgrind", "--tool=callgrind", "--instr-atstart=no", "--dump-line=no"]
    command += ["--compress-strings=no", "--compress-pos=no", f"--callgrind-out-file={folder}/out", str(program)]
    # Nothing of the caller's surroundings, whose size moves the addresses that pointers are hashed by.
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"instructions: {program} failed under callgrind\n{done.stdout}{done.stderr}")
    said = [line.split() for line in done.stdout.splitlines()]
    return said, sorted(folder.glob("out.*"), key=lambda path: int(path.suffix[1:]))


def read(dump, program):
    """Instructions in functions of the program, and calls of allocators, of one of callgrind's files."""
    own, allocations, ours, of_call = 0, 0, False, False
    for line in dump.read_text().splitlines():
        key, _, value = line.partition("=")
        if key == "ob":
            ours = value == str(program)
        elif key == "cfn":
            callee = value
        elif key == "calls":
            of_call = True  # and the next line is what was spent in there
            allocations += int(value.split()[0]) if callee in ALLOCATORS else 0
        elif re.match(r"\d+ \d+$", line):
            own += int(line.split()[1]) if ours and not of_call else 0
            of_call = False
    return own, allocations


def measure(program):
    with tempfile.TemporaryDirectory() as folder:
        said, dumps = count(program, pathlib.Path(folder))
        compiler = next(words[1] for words in said if words[0] == "compiler")
        loads = {}
        for (_, name, runs), dump in zip((words for words in said if words[0] == "load"), dumps, strict=True):
            own, allocations = read(dump, program)
            loads[name] = {"instructions": round(own / int(runs)), "allocations": round(allocations / int(runs), 1)}
        return {"compiler": compiler, "loads": loads}


def row(name, now, before):
    """A line of the table, and whether the load stays within what it may take."""
    line, within = f"{name:16}", True
    for what in ("instructions", "allocations"):
        ratio = now[what] / before[what] if before and before[what] else 1
        line += f"{now[what]:>14}{before[what] if before else '-':>12}{ratio:>8.3f}"
        within = within and ratio <= MOST
    return line + ("" if within else "  too many"), within


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/bench"))
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    now = measure((asked.build / "bin/instructions").resolve())
    baseline = json.loads(BASELINE.read_text()) if BASELINE.is_file() else {"loads": {}}
    print(f"{'load':16}{'instructions':>14}{'baseline':>12}{'ratio':>8}{'allocations':>14}{'baseline':>12}{'ratio':>8}")
    rows = [row(name, loads, baseline["loads"].get(name)) for name, loads in now["loads"].items()]
    print("\n".join(line for line, _ in rows))
    if asked.write:
        BASELINE.write_text(json.dumps(now, indent=2) + "\n")
    elif now["compiler"] != baseline.get("compiler"):
        print(f"not judged: the baseline is of compiler {baseline.get('compiler')}, this is {now['compiler']}")
    elif not all(within for _, within in rows):
        sys.exit(f"instructions: more than {MOST} times the baseline; --write where that is meant")
    elif now["loads"].keys() != baseline["loads"].keys():
        sys.exit("instructions: the baseline is of other loads; --write makes a new one")


if __name__ == "__main__":
    main()
