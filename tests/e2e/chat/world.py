"""A world that goes wrong: disks that are full, break or lose power, clocks that jump. The server runs with
tests/support/world.c before its C library; this is the end that the test holds."""
import errno
import mmap
import pathlib
import random
import re
import shutil
import struct
import time

import pytest

from . import PATIENCE
from .server import BUILD

LIBRARY = BUILD / "lib" / "libworkchat_world.so"
FIELDS = ("room", "write_error", "sync_error", "read_error", "clock_ms", "refused")  # as `struct control`
RECORD = struct.Struct("=c3xIQq")
SECTOR = 512


def _sanitized():
    cache = BUILD / "CMakeCache.txt"
    set_to = re.search(r"^WORKCHAT_SANITIZE:\w+=(.*)$", cache.read_text(), re.M) if cache.exists() else None
    return bool(set_to and set_to[1])


# For `pytestmark` of the files that use it.
needs_world = pytest.mark.skipif(_sanitized(), reason="a sanitizer's runtime must be the first library")


class World:
    """Of one data folder. `server.environment = world.environment` puts a server into it."""

    def __init__(self, place, folder):
        self._place = pathlib.Path(place)
        self._place.mkdir()
        self.folder = pathlib.Path(folder).resolve()
        self.folder.mkdir(mode=0o700, exist_ok=True)
        (self._place / "control").write_bytes(bytes(8 * len(FIELDS)))
        with open(self._place / "control", "r+b") as file:
            self._control = mmap.mmap(file.fileno(), 0)
        self.environment = {"LD_PRELOAD": str(LIBRARY), "WORKCHAT_WORLD": str(self._place),
                            "WORKCHAT_WORLD_DATA": str(self.folder)}
        self.heal()
        self._begin()

    def set(self, **fields):
        for name, value in fields.items():
            struct.pack_into("=q", self._control, 8 * FIELDS.index(name), value)

    @property
    def refused(self):
        """How often an error was given."""
        return struct.unpack_from("=q", self._control, 8 * FIELDS.index("refused"))[0]

    def heal(self):
        self.set(room=-1, write_error=0, sync_error=0, read_error=0)

    def fill_disk(self, after=0):
        self.set(room=after)

    def make_read_only(self):
        self.set(write_error=errno.EROFS)

    def jump(self, ms):
        """The wall clock is off by so much, in all."""
        self.set(clock_ms=ms)

    def _begin(self):
        """A new life of the disk: what is there now is there for good."""
        (self._place / "journal").write_bytes(b"")
        self._disk = Disk(self.folder)

    def cut_power(self, seed):
        """After the server is killed: the folder becomes what the disk holds. Returns how many writes were in doubt."""
        self._disk.replay((self._place / "journal").read_bytes())
        left = self._disk.cut(random.Random(seed))
        for path in self.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        for name, content in left.items():
            (self.folder / name).write_bytes(content)
            (self.folder / name).chmod(0o600)
        in_doubt = self._disk.in_doubt()
        self._begin()
        return in_doubt


class Pending:
    """Changes in their order, of which the first so many are durable when a sync ends."""

    def __init__(self):
        self.changes = []
        self._flushed = 0
        self._begun = {}

    def begin(self, number):
        self._begun[number] = self._flushed + len(self.changes)

    def end(self, number):
        """What is durable now."""
        count = max(0, self._begun.pop(number) - self._flushed)
        durable, self.changes = self.changes[:count], self.changes[count:]
        self._flushed += count
        return durable


class File:
    def __init__(self, content=b""):
        self.durable = bytearray(content)
        self.pending = Pending()

    def end(self, number):
        for change in self.pending.end(number):
            apply(self.durable, *change)

    def cut(self, chance):
        """All that was synced, and what chance takes of the rest: whole writes, or some of their sectors."""
        content = bytearray(self.durable)
        for offset, data in self.pending.changes:
            fate = chance.random()
            if data is None or fate < 0.4:
                if fate < 0.4:
                    apply(content, offset, data)
            elif fate < 0.6:
                for start, piece in sectors(offset, data):
                    if chance.random() < 0.5:
                        apply(content, start, piece)
        return bytes(content)


def apply(content, offset, data):
    """A write, or (without data) a change of length."""
    if data is None:
        del content[offset:]
        content.extend(bytes(offset - len(content)))
        return
    content.extend(bytes(max(0, offset - len(content))))
    content[offset:offset + len(data)] = data


def sectors(offset, data):
    at = 0
    while at < len(data):
        size = SECTOR - (offset + at) % SECTOR
        yield offset + at, data[at:at + size]
        at += size


class Disk:
    """What is durable, and what is not yet; learnt from the journal of world.c."""

    def __init__(self, folder):
        self._folder = folder.stat().st_ino
        paths = [path for path in folder.iterdir() if path.is_file()]
        self._files = {path.stat().st_ino: File(path.read_bytes()) for path in paths}  # numbers are used again
        self._names = {path.name: self._files[path.stat().st_ino] for path in paths}
        self._now = dict(self._names)  # with what is pending
        self._pending = Pending()      # of names

    def replay(self, journal):
        at = 0
        while at + RECORD.size <= len(journal):
            what, size, file, place = RECORD.unpack_from(journal, at)
            at += RECORD.size
            if at + size > len(journal):
                break  # killed while it wrote this
            self._take(what, file, place, journal[at:at + size])
            at += size

    def _take(self, what, file, place, data):
        if what in b"CULR":
            self._take_names(what, file, *data.decode().split("\0")[:-1])
        elif what in b"WT":
            self._files[file].pending.changes.append((place, data if what == b"W" else None))
        elif file == self._folder:
            self._sync_folder(what, place)
        elif what == b"B":
            self._files[file].pending.begin(place)
        else:
            self._files[file].end(place)

    def _take_names(self, what, file, first, second=None):
        if what == b"C":
            self._files[file] = File()
            return self._name(first, self._files[file])
        if what in b"LR":
            self._name(second, self._now[first])
        if what in b"UR":
            self._name(first, None)

    def _name(self, name, file):
        self._pending.changes.append((name, file))
        rename(self._now, [(name, file)])

    def _sync_folder(self, what, number):
        if what == b"B":
            self._pending.begin(number)
        else:
            rename(self._names, self._pending.end(number))

    def in_doubt(self):
        return sum(len(file.pending.changes) for file in self._files.values())

    def cut(self, chance):
        """Names keep their order, as a file system's own journal does; bytes of files do not."""
        names, changes = dict(self._names), self._pending.changes
        rename(names, changes[:chance.randint(0, len(changes))])
        return {name: file.cut(chance) for name, file in names.items()}


def rename(names, changes):
    for name, file in changes:
        names.pop(name, None)
        if file is not None:
            names[name] = file


def wait_until(true):
    """Asks again and again: for what tells nobody when it changes."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)
