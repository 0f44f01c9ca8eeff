#!/usr/bin/env python3
"""Runs the loads against workchat and what stands beside it, and prints the table with what must be reached.

scripts/bench builds everything and calls this. Exit status 0: all was measured and nothing lost; 3: something fell short.
"""
import argparse
import json
import os
import pathlib
import platform
import sys

from generator import Generator
from growth import STORED, draw, growth
from loads import LOADS
from local_growth import local_growth
from rows import table
from servers import Place

CURVES = {"growth": growth, "local-growth": local_growth}
ROOT = pathlib.Path(__file__).resolve().parents[2]


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="scripts/bench")
    parser.add_argument("loads", nargs="*", metavar="LOAD", help=f"of {', '.join([*LOADS, *CURVES])}; default: all but growth")
    parser.add_argument("--runs", type=int, default=5, help="of each, floor and workchat in turns; medians count (5)")
    parser.add_argument("--stored", type=int, default=STORED[-1], metavar="N", help="where the curve of stored messages ends")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="writes rows and samples there")
    parser.add_argument("--plots", type=pathlib.Path, default=ROOT / "build" / "bench" / "plots", metavar="FOLDER",
                        help="where growth draws its curves")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "bench", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    for load in arguments.loads:
        if load not in LOADS and load not in CURVES:
            parser.error(f"there is no load {load}")
    if arguments.stored < STORED[1]:
        parser.error(f"--stored: a curve has two points, of which the first is {STORED[0]:,} and the second {STORED[1]:,}")
    return arguments


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as processors:
        model = next((line.split(":")[1].strip() for line in processors if line.startswith("model name")), "")
    return {"processor": model, "cores": os.cpu_count(), "kernel": platform.release()}


def main():
    arguments = read_arguments()
    samples, rows = [], []
    generator = Generator(Place(arguments.build), arguments.runs, arguments.stored, samples)
    for load in arguments.loads or LOADS:
        print(f"--- {load}", file=sys.stderr, flush=True)
        found = draw(CURVES[load](generator), arguments.plots) if load in CURVES else LOADS[load](generator)
        print(table(found), file=sys.stderr, flush=True)
        rows += found
    print(table(rows))
    if arguments.json:
        told = [{"load": row.load, "figure": row.figure, "floor": row.floor, "workchat": row.ours, "ratio": row.ratio,
                 "at_most": row.most, "reached": row.reached} for row in rows]
        text = json.dumps({"machine": machine(), "runs": arguments.runs, "rows": told, "samples": samples}, indent=1)
        arguments.json.write_text(text + "\n", encoding="utf-8")
    return 0 if all(row.reached for row in rows) else 3


if __name__ == "__main__":
    sys.exit(main())
