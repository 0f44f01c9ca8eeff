"""The power goes: what was not synced is lost, torn or in another order; what was acknowledged as durable is there."""
import pytest

from chat.person import guest
from chat.world import World, needs_world
from test_crash import Crowd

pytestmark = needs_world

CUTS = 8


@pytest.fixture
def world(tmp_path):
    return World(tmp_path / "world", tmp_path / "data0")


def test_trap_14_twenty_clients_lose_nothing_through_eight_power_cuts(world, start_server, tmp_path):
    server = start_server(environment=world.environment)
    in_doubt = []

    def cut():
        server.kill()
        in_doubt.append(world.cut_power(seed=len(in_doubt)))
        server.start()
    with Crowd(server, tmp_path) as crowd:
        for number in range(1, CUTS + 1):
            crowd.wait_for(number / (CUTS + 1))
            crowd.without_server(cut)
        assert crowd.verdict() == ""
        assert len(set(crowd.stored())) == len(crowd.stored()) == crowd.messages
    assert all(in_doubt), in_doubt  # or these cuts took nothing away


def cut_after_posts(world, server, seed, count=60):
    """Posts, cuts the power, and starts again. Returns the receipts, and the texts that are there then."""
    ana = guest(server)
    with ana.enter("general") as socket:
        receipts = [socket.post("general", f"{seed} {number}") for number in range(count)]
        server.kill()
    world.cut_power(seed)
    server.start()
    reader = guest(server, "reader")
    reader.join("general")
    entries = reader.entries("general")
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    return receipts, {entry.get("text") for entry in entries}


def lost_of(world, server, seed):
    receipts, texts = cut_after_posts(world, server, seed)
    return receipts, [number for number in range(len(receipts)) if f"{seed} {number}" not in texts]


def test_trap_14_an_ok_that_says_durable_survives_a_power_cut(world, start_server):
    server = start_server(environment=world.environment)
    for seed in range(3):
        receipts, lost = lost_of(world, server, seed)
        assert all(receipt["durable"] for receipt in receipts)
        assert lost == []


def test_trap_14_without_fsync_an_ok_says_so_and_a_power_cut_takes_the_last_ones(world, start_server):
    server = start_server(environment=world.environment, arguments=["--durability", "normal"])
    losses = []
    for seed in range(3):
        receipts, lost = lost_of(world, server, seed)
        assert not any(receipt["durable"] for receipt in receipts)
        assert lost == list(range(len(receipts) - len(lost), len(receipts)))  # the last ones, nothing in the middle
        losses.append(len(lost))
    assert any(losses)  # or the cuts of these tests take nothing away


def test_without_fsync_the_epoch_changes_when_the_machine_has_started_since(world, start_server):
    server = start_server(environment=world.environment, arguments=["--durability", "normal"])
    ana = guest(server)
    with ana.enter("general") as socket:
        seq = socket.post("general", "one")["seq"]
    known = {"epoch": ana.get("/rooms/general").json["epoch"], "after": seq}
    mark = world.folder / "workchat.open"
    server.kill()
    world.cut_power(seed=0)
    boot = mark.read_text()  # it was synced before the first message was taken
    mark.write_text("another boot\n")
    server.start()
    beto = guest(server, "beto")
    beto.join("general")
    with beto.connect() as socket:
        joined = socket.ask({"type": "join", "room": "general", **known})
        assert joined["recovered"] is False and joined["epoch"] != known["epoch"]
    assert mark.read_text() == boot
    assert server.stop() == 0
    assert not mark.exists()
