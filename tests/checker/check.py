#!/usr/bin/env python3
"""Judges a trace: a sentence for each violation, exit status 1; nothing wrong: 0; cannot be read: 2."""
import sys

from judge import judge

SHOWN = 100


def main(arguments):
    if len(arguments) != 1:
        print("usage: check.py TRACE.jsonl   (- for the standard input)", file=sys.stderr)
        return 2
    try:
        with sys.stdin if arguments[0] == "-" else open(arguments[0], encoding="utf-8") as lines:
            violations = judge(lines)
    except (OSError, UnicodeDecodeError) as failure:
        print(f"check.py: {failure}", file=sys.stderr)
        return 2
    for violation in violations[:SHOWN]:
        print(violation)
    if len(violations) > SHOWN:
        print(f"… and {len(violations) - SHOWN} more")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
