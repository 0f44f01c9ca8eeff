"""Nothing that was acknowledged is lost, whatever happens (S2-05, S4-18).

Twenty clients of two libraries, half of them cut and resumed at random, live through kills and restarts of
the server; the judge (tests/checker) reads what they wrote down."""
import asyncio
import json
import subprocess
import threading

import pytest

from chat import PATIENCE
from chat.chatter import Chatter
from chat.person import guest
from chat.raw import RawWebSocket
from chat.server import BINARY, ROOT
from chat.trace import TraceWriter, judge, write_log

MESSAGES = 60
CLIENTS = 10  # of each library
SEED = 20260
LONG = 3 * PATIENCE


class Progress:
    """Counts receipts, whoever got them."""

    def __init__(self):
        self._count = 0
        self._changed = threading.Condition()

    def step(self):
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def wait_for(self, count):
        with self._changed:
            reached = self._changed.wait_for(lambda: self._count >= count, LONG)
            assert reached, f"stuck at {self._count} receipts"


class PythonClients:
    """Ten chatters over python-websockets, on a thread of their own."""

    def __init__(self, people, room, folder, progress):
        self._trace = TraceWriter(folder / "python.trace")
        self._loop = asyncio.new_event_loop()
        self._gate = asyncio.Event()
        self._gate.set()
        self._head = self._loop.create_future()
        self.chatters = [Chatter(each, room, MESSAGES, self._trace, self._gate, progress.step, index % 2 == 0,
                                 SEED + index) for index, each in enumerate(people)]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        self._loop.run_until_complete(self._everybody())

    async def _everybody(self):
        await asyncio.gather(*(chatter.run(self._head) for chatter in self.chatters))

    def down(self):
        self._loop.call_soon_threadsafe(self._gate.clear)

    def up(self):
        self._loop.call_soon_threadsafe(self._gate.set)

    def end(self, head):
        self._loop.call_soon_threadsafe(self._head.set_result, head)
        self._thread.join(LONG)
        assert not self._thread.is_alive(), "a Python client did not hear everything"
        self._trace.close()


class NodeClients:
    """Ten chatters over npm's ws, in a Node process."""

    def __init__(self, people, room, folder, progress):
        server = people[0].server
        plan = {"url": f"ws://{server.address}:{server.port}/ws", "room": room, "messages": MESSAGES,
                "seed": SEED, "trace": str(folder / "node.trace"),
                "clients": [{"name": each.name, "user": each.id, "token": each.token, "cuts": index % 2 == 0}
                            for index, each in enumerate(people)]}
        (folder / "plan.json").write_text(json.dumps(plan))
        self._process = subprocess.Popen(["node", "ws_client.mjs", str(folder / "plan.json")],
                                         cwd=ROOT / "tests" / "e2e", text=True, bufsize=1,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._progress = progress
        self._done = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self._process.stdout:
            if line.strip() == "done":
                self._done.set()
            else:
                self._progress.step()

    def _tell(self, word):
        self._process.stdin.write(word + "\n")

    def down(self):
        self._tell("down")

    def up(self):
        self._tell("up")

    def end(self, head):
        self._tell(f"head {head}")
        assert self._done.wait(LONG), "a Node client did not hear everything"

    def kill(self):
        self._process.kill()
        self._process.wait()


class Crowd:
    """Twenty clients in one room, until all have said everything and heard everything."""

    def __init__(self, server, folder):
        self._folder = folder
        self._progress = Progress()
        self.owner = guest(server, "owner")
        self.room = self.owner.make_room()["id"]
        people = [guest(server, f"p{number}") for number in range(2 * CLIENTS)]
        self.python = PythonClients(people[:CLIENTS], self.room, folder, self._progress)
        self.node = NodeClients(people[CLIENTS:], self.room, folder, self._progress)
        self.messages = len(people) * MESSAGES

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.node.kill()

    def without_server(self, restart):
        """The clients are told, so that they need not try all the time."""
        for clients in (self.python, self.node):
            clients.down()
        restart()
        for clients in (self.python, self.node):
            clients.up()

    def wait_for(self, share):
        self._progress.wait_for(int(share * self.messages))

    def verdict(self):
        self.wait_for(1)
        head = self.owner.get(f"/rooms/{self.room}").json["head"]
        for clients in (self.python, self.node):
            clients.end(head)
        write_log(self._folder / "log.trace", self.owner, self.room)
        return judge(self._folder)

    def stored(self):
        return [entry["client_id"] for entry in self.owner.entries(self.room) if entry["type"] == "message"]


@pytest.mark.slow
def test_twenty_clients_of_two_libraries_lose_nothing_through_two_kills(start_server, tmp_path):
    server = start_server()

    def crash():
        server.kill()
        server.start()
    with Crowd(server, tmp_path) as crowd:
        for share in (1 / 3, 2 / 3):
            crowd.wait_for(share)
            crowd.without_server(crash)
        assert crowd.verdict() == ""
        assert len(set(crowd.stored())) == len(crowd.stored()) == crowd.messages


@pytest.mark.slow
def test_s2_05_a_stop_drains_closes_with_4000_and_loses_nothing(start_server, tmp_path):
    server = start_server()

    def restart():
        assert server.stop() == 0
        server.start()
    with Crowd(server, tmp_path) as crowd:
        for share in (1 / 3, 2 / 3):
            crowd.wait_for(share)
            crowd.without_server(restart)
        assert crowd.verdict() == ""
        assert len(crowd.stored()) == crowd.messages
        for chatter in crowd.python.chatters:
            assert set(chatter.closes) <= {4000}
    node = [json.loads(line) for line in (tmp_path / "node.trace").read_text().splitlines()]
    assert {line["code"] for line in node if line["kind"] == "cut"} <= {0, 4000}


class Opener:
    """Opens sockets one after the other until the server refuses; then waits for their closes."""

    def __init__(self, someone):
        self.opened = threading.Event()
        self.codes = []
        self._someone = someone
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        sockets = []
        try:
            while len(sockets) < 45:  # fewer than connections_per_user
                sockets.append(RawWebSocket(self._someone.server, f"/ws?token={self._someone.token}"))
                self.opened.set()
        except (OSError, EOFError):
            pass  # the server no longer takes any
        for socket in sockets:
            with socket:
                self.codes.append(self._close_of(socket))

    def _close_of(self, socket):
        try:
            return socket.read_close()
        except EOFError:
            return 1006

    def end(self):
        self._thread.join(LONG)
        return self.codes


def test_a_socket_that_is_being_opened_when_the_server_stops_is_closed_with_4000_too(start_server):
    server = start_server()
    people = [guest(server, f"p{number}") for number in range(8)]
    for _ in range(4):
        openers = [Opener(someone) for someone in people]
        for opener in openers:
            assert opener.opened.wait(PATIENCE)
        assert server.stop() == 0
        assert {code for opener in openers for code in opener.end()} == {4000}
        server.start()


def test_a_stop_ends_streams_and_idle_connections_in_time(start_server):
    server = start_server()
    ana = guest(server)
    with ana.stream() as stream, ana.enter("general") as socket:
        server.ask_to_stop()
        assert socket.closed() == 4000
        with pytest.raises(EOFError):
            while True:
                stream.line()
        assert server.wait() == 0


def test_a_second_server_on_the_same_folder_is_refused(start_server):
    server = start_server()
    command = [str(BINARY), "--port", "0", "--address", "127.0.0.1", "--data", str(server.folder)]
    second = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert second.returncode not in (0, -6, -11) and second.stderr.strip()
    assert guest(server).get("/auth/me").status == 200


def test_s4_18_acknowledged_messages_are_there_after_a_kill(start_server):
    server = start_server()
    ana = guest(server)
    texts = [f"número {number}" for number in range(20)]
    with ana.enter("general") as socket:
        receipts = [socket.post("general", text, client_id=text) for text in texts]
        server.kill()
    server.start()
    stored = {entry["seq"]: entry for entry in ana.entries("general") if entry["type"] == "message"}
    assert [stored[receipt["seq"]]["text"] for receipt in receipts] == texts
    again = ana.post("/rooms/general/messages", {"text": texts[7], "client_id": texts[7]})
    assert again.status == 200 and again.json["seq"] == receipts[7]["seq"]
