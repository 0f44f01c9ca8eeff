"""The rules of the house: `python3 tests/house [root]` prints every breach and fails if there is one."""

import pathlib
import sys

import includes
import proofs
import sizes
import texts

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__ + "/../../..").resolve()
breaches = [*includes.check(root), *sizes.check(root), *texts.check(root), *proofs.check(root)]
print(*breaches, f"house: {len(breaches)} breaches", sep="\n")
sys.exit(bool(breaches))
