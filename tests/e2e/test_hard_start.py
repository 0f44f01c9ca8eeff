"""A folder that cannot be served is refused when the server starts: one line that says why, an exit status, and
nothing in the folder is changed."""
import ctypes
import os
import sqlite3
import subprocess

import pytest

from chat import PATIENCE
from chat.person import guest
from chat.server import BINARY
from chat.world import World, needs_world

EXIT_FAILURE = 1


def start_in_vain(folder, environment=None, before=None):
    """What a server says that does not start on this folder."""
    command = [str(BINARY), "--port", "0", "--address", "127.0.0.1", "--data", str(folder)]
    ended = subprocess.run(command, env={**os.environ, **(environment or {})}, preexec_fn=before,
                           capture_output=True, text=True, timeout=PATIENCE)
    assert ended.returncode == EXIT_FAILURE, ended
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1, ended.stderr
    return ended.stderr


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def used(start_server):
    """A folder with a chat in it, of a server that was stopped."""
    server = start_server()
    ana = guest(server)
    with ana.enter("general") as socket:
        for number in range(100):
            socket.post("general", f"{number} " + "z" * 2000)
    assert server.stop() == 0
    server.ana = ana
    return server


def without_privilege():
    """Root may write anywhere; without these capabilities only where the modes say so."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def privileged():
    """Whether this process could write into such a folder itself, and cannot give that up for a child."""
    probe = "import os,sys; sys.exit(os.access(sys.argv[1], os.W_OK))"
    return lambda folder: subprocess.run(["/usr/bin/python3", "-c", probe, str(folder)],
                                         preexec_fn=without_privilege, check=False).returncode != 0


@pytest.mark.parametrize("mode", [0o500, 0o000])
def test_a_folder_that_may_not_be_written(used, mode):
    before = contents(used.folder)
    used.folder.chmod(mode)
    try:
        if privileged()(used.folder):
            pytest.skip("this user may write everywhere, and cannot give that up")
        said = start_in_vain(used.folder, before=without_privilege)
    finally:
        used.folder.chmod(0o700)
    assert "Permission denied" in said and str(used.folder) in said
    assert contents(used.folder) == before


def test_a_folder_that_may_not_be_made(tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    if privileged()(tmp_path / "locked"):
        pytest.skip("this user may write everywhere, and cannot give that up")
    assert "Permission denied" in start_in_vain(tmp_path / "locked" / "data", before=without_privilege)


@needs_world
def test_a_read_only_file_system(used, tmp_path):
    world = World(tmp_path / "world", used.folder)
    world.make_read_only()
    before = contents(used.folder)
    assert "Read-only file system" in start_in_vain(used.folder, world.environment)
    assert contents(used.folder) == before


@needs_world
def test_a_full_disk(used, tmp_path):
    """Even reading needs room: for the memory that SQLite's connections share."""
    for number, folder in enumerate((tmp_path / "new", used.folder)):
        world = World(tmp_path / f"world{number}", folder)
        world.fill_disk()
        assert "no room on the disk" in start_in_vain(folder, world.environment)
    used.start()
    assert len(used.ana.messages("general", "?limit=100")["messages"]) == 100


def test_a_path_that_is_a_file(tmp_path):
    (tmp_path / "file").write_text("mine")
    assert "Not a directory" in start_in_vain(tmp_path / "file")
    assert "Not a directory" in start_in_vain(tmp_path / "file" / "data")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_database_that_is_none_or_is_damaged(used):
    database = used.folder / "workchat.db"
    sound = database.read_bytes()
    for damaged in (b"g" * 10000, sound[:4096] + os.urandom(len(sound) - 4096), sound[:5000]):
        database.write_bytes(damaged)
        assert "damaged" in start_in_vain(used.folder)
        assert database.read_bytes() == damaged
    database.write_bytes(sound)
    used.start()
    assert len(used.ana.messages("general", "?limit=100")["messages"]) == 100


def test_a_database_of_a_newer_version_and_one_of_somebody_else(used, tmp_path):
    database = sqlite3.connect(used.folder / "workchat.db")
    database.execute("PRAGMA user_version = 99")
    database.commit()
    database.close()
    assert "newer" in start_in_vain(used.folder)
    (tmp_path / "other").mkdir()
    other = sqlite3.connect(tmp_path / "other" / "workchat.db")
    other.execute("CREATE TABLE notes (text TEXT)")
    other.commit()
    other.close()
    assert "not one of workchat" in start_in_vain(tmp_path / "other")


def test_a_write_ahead_log_that_was_cut_short_loses_whole_commits_at_its_end_only(used):
    used.start()
    texts = [f"more {number}" for number in range(30)]
    with used.ana.enter("general") as socket:
        for text in texts:
            socket.post("general", text)
        used.kill()
    log = used.folder / "workchat.db-wal"
    with open(log, "r+b") as file:
        file.truncate(len(log.read_bytes().rstrip(b"\0")) * 2 // 3)  # of what was written in the room it has
    used.start()
    entries = used.ana.entries("general")
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    left = [entry["text"] for entry in entries if entry.get("text", "").startswith("more")]
    assert left == texts[:len(left)] and 0 < len(left) < len(texts)
    assert used.ana.post("/rooms/general/messages", {"text": "on we go"}).status == 201


@pytest.mark.parametrize("harm, word", [
    (lambda key: key.write_text("short\n"), "does not hold a key"),
    (lambda key: key.write_bytes(b""), "does not hold a key"),
    (lambda key: key.write_bytes(os.urandom(300)), "does not hold a key"),
    (lambda key: key.chmod(0o644), "can be read by others"),
    (lambda key: (key.unlink(), key.mkdir()), "is not a file"),
    (lambda key: (key.rename(key.with_name("aside")), key.symlink_to("aside")), "symbolic links"),
], ids=["short", "empty", "noise", "readable", "folder", "link"])
def test_a_key_file_that_cannot_be_trusted(used, harm, word):
    key = used.folder / "token.key"
    assert key.stat().st_mode & 0o777 == 0o600
    harm(key)
    said = start_in_vain(used.folder)
    assert word in said and "token.key" in said
