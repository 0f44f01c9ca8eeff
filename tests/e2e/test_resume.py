"""Resuming after a cut (S1-19, S0-07, S2-18): no entry missing, none twice, and never another log."""
import pytest

from chat.person import guest
from chat.rest import created

ENTRIES = ("message", "edit", "delete", "reaction", "pin", "member", "room", "nop")


@pytest.fixture
def room(ana, beto):
    room = ana.make_room()["id"]
    beto.join(room)
    return room


def seqs(socket, count, room):
    """The seqs of the next entries of a room, as they come; a nop may stand for several."""
    found = []
    while len(found) < count:
        frame = socket.until(room=room)
        if frame["type"] in ENTRIES:
            found += range(frame["seq"], frame.get("to", frame["seq"]) + 1)
    return found


def where(person, room):
    view = created(person.get(f"/rooms/{room}"), 200)
    return view["epoch"], view["head"]


def test_a_resume_gives_exactly_what_was_missed_and_then_goes_on(ana, beto, room):
    socket = beto.enter(room)
    epoch, head = where(ana, room)
    socket.cut()
    missed = [ana.say(room, str(number)) for number in range(5)]
    with beto.connect() as back:
        joined = back.resume(**{room: (epoch, head)})[room]
        assert joined["recovered"] is True and "messages" not in joined
        assert joined["head"] == missed[-1]["seq"]
        assert [back.until("message", room=room) for _ in missed] == missed
        after = ana.say(room, "después")
        assert back.until("message") == after
        assert back.heard("message") == []


def test_a_join_with_epoch_and_after_resumes_too(ana, beto, room):
    epoch, head = where(ana, room)
    missed = ana.say(room, "perdido")
    with beto.connect() as back:
        joined = back.join(room, epoch=epoch, after=head)
        assert joined["recovered"] is True and "messages" not in joined
        assert back.until("message") == missed
        assert back.heard("message") == []


def test_a_resume_with_nothing_missed_gives_nothing(ana, beto, room):
    with beto.connect() as back:
        joined = back.resume(**{room: where(ana, room)})[room]
        assert joined["recovered"] is True
        assert [frame for frame in back.heard(room=room) if frame["type"] in ENTRIES] == []


def test_another_epoch_is_not_recovered_and_brings_the_latest_page(ana, beto, room):
    ana.say(room, "lo último")
    with beto.connect() as back:
        joined = back.resume(**{room: ("e_of_another_life", 1)})[room]
        assert joined["recovered"] is False
        assert [message["text"] for message in joined["messages"]] == ["lo último"]
        assert joined["epoch"] == where(ana, room)[0]
        assert [frame for frame in back.heard(room=room) if frame["type"] in ENTRIES] == []
        after = ana.say(room, "y más")
        assert back.until("message") == after


def test_several_rooms_resume_in_one_frame(ana, beto, room):
    second = ana.make_room()["id"]
    beto.join(second)
    places = {room: where(ana, room), second: where(ana, second)}
    missed = {place: [ana.say(place, f"{place} {number}") for number in range(3)] for place in places}
    with beto.connect() as back:
        joined = back.resume(**places)
        assert set(joined) == set(places) and all(answer["recovered"] for answer in joined.values())
        for place in places:
            assert [back.until("message", room=place) for _ in range(3)] == missed[place]


def test_what_happened_to_messages_is_resumed_as_entries(ana, beto, room):
    seq = ana.say(room, "holla")["seq"]
    epoch, head = where(ana, room)
    ana.patch(f"/rooms/{room}/messages/{seq}", {"text": "hola"})
    ana.put(f"/rooms/{room}/messages/{seq}/reactions/x")
    ana.delete(f"/rooms/{room}/messages/{seq}")
    with beto.connect() as back:
        back.resume(**{room: (epoch, head)})
        missed = [back.until(room=room, seq=number) for number in range(head + 1, head + 4)]
        assert [frame["type"] for frame in missed] == ["edit", "reaction", "delete"]
        assert missed[0]["text"] == "" and missed[0]["deleted"] is True, "what was deleted is gone"


def test_a_long_absence_is_caught_up_page_by_page_while_others_go_on(ana, beto, room):
    epoch, head = where(ana, room)
    with ana.enter(room) as writer, beto.connect() as back:
        for number in range(1200):
            writer.send({"type": "message", "room": room, "text": f"{number} " + "x" * 500})
        writer.until("message", seq=head + 600)
        back.resume(**{room: (epoch, head)})
        for number in range(300):
            writer.send({"type": "message", "room": room, "text": str(number)})
        assert seqs(back, 1500, room) == list(range(head + 1, head + 1501))


def test_a_long_absence_is_caught_up_where_nobody_speaks(ana, beto, room):
    epoch, head = where(ana, room)
    with ana.enter(room) as writer:
        for number in range(100):
            writer.done({"type": "message", "room": room, "text": f"{number} " + "漢" * 3900})
    with beto.connect() as back:
        back.resume(**{room: (epoch, head)})
        assert seqs(back, 100, room) == list(range(head + 1, head + 101))


def test_s2_18_a_resume_holds_over_a_restart_of_the_server(start_server):
    server = start_server()
    ana, beto = guest(server), guest(server, "beto")
    room = ana.make_room()["id"]
    socket = beto.enter(room)
    epoch, head = where(ana, room)
    assert server.stop() == 0
    assert socket.closed() == 4000
    server.start()
    missed = ana.say(room, "después del reinicio")
    with beto.connect() as back:
        joined = back.resume(**{room: (epoch, head)})[room]
        assert joined["recovered"] is True
        assert back.until("message") == missed


def test_a_room_that_refuses_does_not_spoil_a_resume(ana, beto):
    room = ana.make_room()["id"]
    epoch, head = where(ana, room)
    places = {room: {"epoch": epoch, "after": head}, "no-such-room": {"epoch": epoch, "after": 0}}
    with ana.connect() as socket:
        socket.send({"type": "resume", "rooms": places, "id": "r"})
        assert socket.until("joined", id="r")["room"]["id"] == room
        refused = socket.until("ok", id="r")["result"]["refused"]
        assert list(refused) == ["no-such-room"]
        assert (refused["no-such-room"]["code"], refused["no-such-room"]["status"]) == ("not_found", 404)
        assert socket.heard("error") == [] and socket.heard(id="r") == []
        assert socket.done({"type": "resume", "rooms": {}})["result"] == {}


def test_joining_ones_own_log_names_who_is_there(ana):
    with ana.connect() as socket:
        assert isinstance(socket.join("@me")["users"], list)


def test_who_was_kicked_meanwhile_resumes_nothing(ana, beto):
    room = ana.make_room(kind="private")["id"]
    ana.put(f"/rooms/{room}/members/{beto.id}", {"role": "member"})
    beto.join(room)
    epoch, head = where(beto, room)
    ana.delete(f"/rooms/{room}/members/{beto.id}")
    ana.say(room, "sin él")
    with beto.connect() as back:
        answer = back.ask({"type": "join", "room": room, "epoch": epoch, "after": head})
        assert answer["type"] == "error" and answer["code"] == "not_found"
        assert back.heard("message") == []


def test_a_resume_on_the_way_through_another_one_begins_anew(ana, beto, room):
    """A page that was read for the earlier one is no answer to the later one."""
    epoch, _ = where(ana, room)
    for number in range(300):
        ana.say(room, f"{number} " + "x" * 1000)
    last = where(ana, room)[1]
    with beto.connect() as socket:
        for number in range(20):
            socket.send({"type": "resume", "rooms": {room: {"epoch": epoch, "after": 0}}, "id": f"r{number}"})
        socket.until("joined", id="r19")
        socket.aside.clear()  # what the earlier ones gave
        assert seqs(socket, last, room) == list(range(1, last + 1))
        assert socket.heard("message") == []
