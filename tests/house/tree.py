"""Which files the rules speak of."""

import os

CODE_FOLDERS = ("include", "src", "capi", "examples", "bindings", "tests")
NOT_OURS = {".git", "node_modules", "__pycache__", ".pytest_cache", ".claude"}
MADE_HERE = {"build", "data"}  # at the top only


def files(root, folders=None, endings=None):
    """Paths relative to `root`, in order; without `folders`, the whole tree."""
    found = []
    for start in folders or ["."]:
        for place, inner, names in os.walk(root / start):
            at_top = os.path.samefile(place, root)
            inner[:] = [name for name in inner if name not in NOT_OURS and not (at_top and name in MADE_HERE)]
            found += [os.path.relpath(os.path.join(place, name), root) for name in names]
    return sorted(path for path in found if not endings or path.endswith(tuple(endings)))


def read(root, path):
    """The text of a file, or nothing where it is not text or only a link to one."""
    if (root / path).is_symlink():
        return ""
    try:
        return (root / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
