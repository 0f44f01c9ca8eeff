"""workchat-bench, in small: what it tells is true of what it did, and a run that lost something fails."""
import asyncio
import json
import subprocess
import threading

import pytest
import websockets

from chat import PATIENCE
from chat.process import resident
from chat.server import BUILD

TOOL = BUILD / "bin" / "workchat-bench"


def bench(*words, server=None, status=0, timeout=120):
    command = [TOOL, "--json", *words]
    if server:
        command += ["--port", server.port, "--pid", server.pid, "--data", server.folder]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=timeout)
    assert done.returncode == status, done.stderr + done.stdout
    return json.loads(done.stdout) if done.stdout else done.stderr


def test_a_fan_out_counts_every_delivery_and_tells_what_it_cost(server):
    told = bench("fanout", "--rooms", 3, "--members", 4, "--senders", 6, "--in-flight", 2, "--messages", 300,
                 "--warm-up", 30, server=server)
    assert (told["messages"], told["deliveries"]) == (300, 1200)
    assert (told["lost"], told["out_of_order"], told["failures"]) == (0, 0, [])
    assert told["latency_us"]["count"] == 1200 and told["answer_us"]["count"] == 300
    assert 0 < told["latency_us"]["p50"] <= told["latency_us"]["p99"] <= told["latency_us"]["max"]
    assert told["server_cpu_us_per_message"] == pytest.approx(4 * told["server_cpu_us_per_delivery"], rel=0.01)
    assert 1 <= told["messages_per_commit"] <= 12, "no more than are in flight"
    assert told["server_rss_bytes"] == pytest.approx(resident(server), rel=0.5)


def test_at_a_rate_the_messages_take_their_time(server):
    told = bench("fanout", "--members", 2, "--rate", 200, "--messages", 100, "--warm-up", 0, server=server)
    assert told["deliveries"] == 200 and told["failures"] == []
    assert told["seconds"] >= 99 / 200


def test_a_run_whose_server_dies_fails(start_server):
    server = start_server()
    command = [TOOL, "--json", "fanout", "--port", str(server.port), "--members", "2", "--messages", "100000000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        while "are measured" not in running.stderr.readline():
            assert running.poll() is None
        server.kill()
        text, _ = running.communicate(timeout=PATIENCE)
    failures = json.loads(text)["failures"]
    assert running.returncode == 1 and any("connections ended" in failure for failure in failures), failures


def test_an_idle_crowd_has_a_price(server):
    told = bench("idle", "--rooms", 2, "--members", 5, server=server)
    assert told["connections"] == 10 and told["server_cpu_us_per_connection"] > 0
    assert bench("idle", "--members", 10, "--enter", server=server)["failures"] == []


def test_after_a_storm_all_are_back_with_all_they_missed(server):
    told = bench("storm", "--rooms", 3, "--members", 10, "--behind", 20, "--others", 5, server=server)
    assert (told["connections"], told["not_resumed"], told["lost_in_storm"], told["lost"]) == (30, 0, 0, 0)
    assert told["resumed_us"]["count"] == 30 and told["failures"] == []


def test_a_folder_that_was_filled_is_served(start_server, tmp_path):
    filled = bench("fill", "--data", tmp_path / "data0", "--rooms", 2, "--messages", 200)
    assert (filled["rooms"], filled["messages"]) == (2, 200)
    told = bench("page", "--requests", 20, server=start_server())
    assert told["rest_us"]["count"] == told["websocket_us"]["count"] == 20
    assert told["page_bytes"] > 50 * 100, "fifty texts of a hundred bytes"


def test_requests_over_kept_connections_are_all_answered(server):
    told = bench("rest", "--connections", 4, "--requests", 100, server=server)
    assert told["latency_us"]["count"] == 100 and told["requests_per_s"] > 0


def test_what_cannot_be_done_is_said_in_a_line(server):
    assert "there is no process" in bench("idle", "--port", server.port, "--pid", 2**22 + 1, status=1)
    assert "connect" in bench("rest", "--port", 1, status=1)
    assert bench("fanout", "--members", 0, status=2)


class Broadcaster:
    """A floor in Python that treats the last of a path's three members as `deal(number)` says: which of the messages
    it is given when the one with that number comes."""

    def __init__(self, deal):
        self._deal, self._members, self._heard = deal, [], []
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(self._serve())
        self.port = self._server.sockets[0].getsockname()[1]
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    async def _serve(self):
        return await websockets.serve(self._talk, "127.0.0.1", 0)

    async def _talk(self, socket, *_):
        self._members.append(socket)
        async for text in socket:
            self._heard.append(text)
            for number in self._deal(len(self._heard)):
                await self._members[-1].send(self._heard[number - 1])
            for member in self._members[:-1]:
                await member.send(text)


@pytest.mark.parametrize("deal, failure", [
    (lambda n: [n, n] if n == 5 else [n], "out of order or twice"),
    (lambda n: {5: [], 6: [6, 5]}.get(n, [n]), "1 out of order or twice"),
    pytest.param(lambda n: [] if n == 5 else [n], "1 deliveries lost", marks=pytest.mark.slow),
])
def test_what_is_doubled_swapped_or_lost_fails_the_run(deal, failure):
    server = Broadcaster(deal)
    told = bench("fanout", "--floor", "--port", server.port, "--members", 3, "--messages", 20, "--warm-up", 0,
                 "--in-flight", 2, status=1)
    assert failure in " ".join(told["failures"]), told
