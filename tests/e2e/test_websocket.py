"""The WebSocket door (S1-19): coming in, sending, hearing, presence, resuming."""
import pytest

from chat.person import guest, member, unique
from chat.rest import created
from chat.websocket import WebSocket, upgrade_status


@pytest.fixture
def room(ana, beto):
    """A room of Ana's in which Beto is too."""
    room = ana.make_room()["id"]
    beto.join(room)
    return room


# -- coming in ----------------------------------------------------------------------------------------------

def test_s1_03_the_first_frame_is_welcome(server, ana):
    with ana.connect() as socket:
        welcome = socket.welcome
        assert welcome["protocol"] == 1 and welcome["session"].startswith("s_")
        assert welcome["user"]["id"] == ana.id and welcome["user"]["name"] == ana.name
        assert welcome["heartbeat_ms"] == 25000 and "motd" in welcome
        assert welcome["limits"]["text"] == 4000 and welcome["limits"]["frame"] == 65536


def test_s2_15_the_motd_greets(start_server):
    server = start_server(arguments=["--motd", "¡Bienvenidos!"])
    with guest(server).connect() as socket:
        assert socket.welcome["motd"] == "¡Bienvenidos!"


def test_the_token_may_come_as_bearer_cookie_or_query(server):
    ana = member(server)
    for headers in ({"Authorization": f"Bearer {ana.token}"}, {"Cookie": f"session_id={ana.cookie}"}):
        with WebSocket(server, headers=headers) as socket:
            assert socket.receive()["user"]["id"] == ana.id


@pytest.mark.parametrize("token", [None, "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_s1_04_a_bad_token_is_401_before_the_upgrade(server, token):
    assert upgrade_status(server, "/ws", token) == 401
    assert upgrade_status(server, "/ws/chat/general", token) == 401


def test_a_foreign_page_with_the_cookie_is_403(server):
    ana = member(server)
    here = f"http://{server.address}:{server.port}"

    def status(origin):
        return upgrade_status(server, "/ws", headers={"Cookie": f"session_id={ana.cookie}"}, origin=origin)
    assert status("http://evil.example") == 403 and status("null") == 403
    assert status(here) == 101
    assert upgrade_status(server, "/ws", ana.token, origin="http://evil.example") == 101, "no cookie"


def test_s1_07_a_rooms_own_path_joins_it(server, ana, beto):
    room = ana.make_room()["id"]
    ana.say(room, "antes")
    with beto.connect(f"/ws/chat/{room}") as socket:
        joined = socket.until("joined")
        assert joined["room"]["id"] == room
        assert [message["text"] for message in joined["messages"]] == ["antes"]
        ana.say(room, "ahora")
        assert socket.until("message")["text"] == "ahora"


def test_s4_16_a_rooms_own_path_refuses_before_the_upgrade(server, ana, beto):
    private, locked = ana.make_room(kind="private")["id"], ana.make_room(password="clave")["id"]
    banned = ana.make_room()["id"]
    ana.put(f"/rooms/{banned}/bans/{beto.id}")
    assert upgrade_status(server, "/ws/chat/no-such-room", beto.token) == 404
    assert upgrade_status(server, f"/ws/chat/{private}", beto.token) == 404
    assert upgrade_status(server, f"/ws/chat/{banned}", beto.token) == 403
    assert upgrade_status(server, f"/ws/chat/{locked}", beto.token) == 423
    assert upgrade_status(server, f"/ws/chat/{locked}?password=wrong", beto.token) == 423
    assert upgrade_status(server, f"/ws/chat/{locked}?password=clave", beto.token) == 101


def test_the_subprotocol_is_offered_and_optional(ana):
    with ana.connect(subprotocols=["other", "workchat.v1"]) as socket:
        assert socket.subprotocol == "workchat.v1"
    with ana.connect(subprotocols=["other"]) as socket:
        assert socket.subprotocol is None


def test_permessage_deflate_is_offered(ana, room):
    with ana.connect(compression="deflate") as socket:
        assert socket.extensions == ["permessage-deflate"]
        socket.join(room)
        for text in ("x" * 4000, "ñandú " * 600, "z"):
            assert socket.post(room, text)["type"] == "ok"
            assert socket.until("message")["text"] == text


# -- joining and sending ------------------------------------------------------------------------------------

def test_s0_07_joined_brings_the_room_its_people_and_its_history(ana, beto, room):
    ana.say(room, "uno")
    with ana.enter(room), beto.connect() as socket:
        joined = socket.join(room)
        assert joined["room"]["id"] == room and joined["epoch"] == joined["room"]["epoch"]
        assert joined["role"] == "member" and joined["recovered"] is False
        assert joined["head"] == joined["room"]["head"] == ana.get(f"/rooms/{room}").json["head"]
        assert [message["text"] for message in joined["messages"]] == ["uno"]
        assert sorted(user["id"] for user in joined["users"]) == sorted([ana.id, beto.id])


def test_a_join_brings_as_much_history_as_it_asks_for(ana, room):
    for number in range(60):
        ana.say(room, str(number))
    with ana.connect() as socket:
        assert len(socket.join(room)["messages"]) == 50
    with ana.connect() as socket:
        assert [message["text"] for message in socket.join(room, history=2)["messages"]] == ["58", "59"]
    with ana.connect() as socket:
        assert socket.join(room, history=0)["messages"] == []
        socket.refused({"type": "join", "room": room, "history": 501}, "invalid", 422, field="history")


def test_s1_10_an_ok_keeps_its_fields_flat_and_its_id(ana, room):
    with ana.enter(room) as socket:
        for number in (7, -1, 0, "a", "", "ñ-1", 2**53):
            socket.send({"type": "message", "room": room, "text": "hola", "id": number})
            answer = socket.until("ok", id=number)
            assert set(answer) == {"type", "id", "room", "seq", "ts", "durable", "duplicate"}
            assert answer["durable"] is True and answer["duplicate"] is False
        head = ana.get(f"/rooms/{room}").json["head"]
        assert answer["seq"] == head


@pytest.mark.parametrize("number", [1.5, True, None, [1], {"a": 1}])
def test_an_id_of_another_kind_is_refused(ana, number):
    with ana.connect() as socket:
        socket.send({"type": "ping", "id": number})
        assert socket.until()["type"] in ("error", "pong") and (number is None or not socket.heard("pong"))


def test_s2_13_the_sender_hears_its_own_message_exactly_once(ana, beto, room):
    with ana.enter(room) as one, ana.enter(room) as two, beto.enter(room) as three:
        receipt = one.post(room, "eco", client_id="c-1")
        heard = [socket.until("message", text="eco") for socket in (one, two, three)]
        assert heard[0] == heard[1] == heard[2]
        assert heard[0]["seq"] == receipt["seq"] and heard[0]["ts"] == receipt["ts"]
        assert heard[0]["user"] == ana.ref and heard[0]["client_id"] == "c-1"
        assert [socket.heard("message") for socket in (one, two, three)] == [[], [], []]


def test_a_repeated_client_id_is_a_duplicate_and_heard_once(ana, beto, room):
    with ana.enter(room) as one, beto.enter(room) as other:
        name = unique("id")
        first = one.post(room, "una vez", client_id=name)
        again = one.post(room, "una vez", client_id=name)
        assert (again["seq"], again["ts"]) == (first["seq"], first["ts"]) and again["duplicate"] is True
        one.refused({"type": "message", "room": room, "text": "otra", "client_id": name}, "conflict", 409)
        other.until("message", text="una vez")
        assert other.heard("message") == []


def test_frames_of_one_connection_take_effect_in_the_order_sent(ana, room):
    with ana.enter(room) as socket:
        for number in range(50):
            socket.send({"type": "message", "room": room, "text": str(number), "id": number})
        seqs = [socket.until("ok", id=number)["seq"] for number in range(50)]
        assert seqs == sorted(seqs)
        assert [socket.until("message")["text"] for _ in range(50)] == [str(number) for number in range(50)]


def test_without_an_id_only_errors_and_joined_come_back(ana, room):
    with ana.connect() as socket:
        socket.send({"type": "join", "room": room})
        assert socket.until("joined")["room"]["id"] == room
        socket.send({"type": "message", "room": room, "text": "sin id"})
        socket.until("message", text="sin id")
        socket.send({"type": "message", "room": room, "text": " "})
        error = socket.until("error")
        assert error["code"] == "invalid" and error["field"] == "text" and "id" not in error
        assert socket.heard("ok") == []


def test_every_change_of_a_message_is_heard(ana, beto, room):
    with ana.enter(room) as socket, beto.enter(room) as other:
        seq = socket.post(room, "holla")["seq"]
        socket.done({"type": "edit", "room": room, "seq": seq, "text": "hola"})
        assert other.until("edit", target=seq)["text"] == "hola"
        other.done({"type": "reaction", "room": room, "seq": seq, "emoji": "👍", "on": True})
        assert socket.until("reaction", target=seq, emoji="👍", on=True)["user"] == beto.ref
        other.done({"type": "reaction", "room": room, "seq": seq, "emoji": "👍", "on": False})
        assert socket.until("reaction", target=seq)["on"] is False
        socket.done({"type": "pin", "room": room, "seq": seq, "on": True})
        assert other.until("pin")["target"] == seq
        socket.done({"type": "delete", "room": room, "seq": seq})
        assert other.until("delete")["target"] == seq


def test_s1_11_s4_03_nothing_of_a_room_reaches_who_is_not_in_it(ana, beto, caro, room):
    private = ana.make_room(kind="private")["id"]
    with ana.enter(room, private) as socket, caro.connect() as outsider, beto.enter("general") as elsewhere:
        for place in (room, private):
            socket.post(place, "sólo para los de aquí")
            socket.done({"type": "typing", "room": place})
        for other in (outsider, elsewhere):
            assert other.heard(room=room) == other.heard(room=private) == []
            assert private not in str(other.aside)


def test_s0_08_one_socket_hears_many_rooms_and_closes_one(ana, beto, room):
    second = ana.make_room()["id"]
    beto.join(second)
    with beto.enter(room, second) as socket:
        ana.say(room, "a")
        ana.say(second, "b")
        assert socket.until("message", room=room)["text"] == "a"
        assert socket.until("message", room=second)["text"] == "b"
        socket.done({"type": "close", "room": room})
        ana.say(room, "c")
        ana.say(second, "d")
        assert socket.until("message", text="d")
        assert socket.heard("message", text="c") == []
        beto.messages(room)  # still a member


# -- who is there -------------------------------------------------------------------------------------------

def test_s0_06_s1_16_presence_is_the_first_and_the_last_session(start_server):
    server = start_server(presence_grace_ms=50)
    ana, beto = guest(server), guest(server, "beto")
    room = ana.make_room()["id"]
    beto.join(room)
    with ana.enter(room) as socket:
        one = beto.enter(room)
        assert socket.until("join", room=room, user=beto.ref)["online"] == 2
        two = beto.enter(room)
        one.cut()
        two.post(room, "sigo aquí")
        socket.until("message", text="sigo aquí")
        assert socket.heard("leave") == socket.heard("join", user=beto.ref) == []
        two.cut()
        assert socket.until("leave", room=room, user=beto.ref)["online"] == 1
        assert [entry for entry in ana.entries(room) if entry.get("change") == "left"] == []


def test_s1_08_who_is_back_within_the_grace_never_left(start_server):
    server = start_server(presence_grace_ms=600000)
    ana, beto = guest(server), guest(server, "beto")
    room = ana.make_room()["id"]
    with ana.enter(room) as socket:
        beto.enter(room).cut()
        with beto.enter(room) as back:
            back.post(room, "otra vez")
            socket.until("message")
            assert len(socket.heard("join", user=beto.ref)) == 1 and socket.heard("leave") == []


def test_who_joins_at_the_same_time_as_others_knows_of_all(server):
    people = [guest(server, f"p{number}") for number in range(6)]
    everyone = {person.id for person in people}
    sockets = [person.connect() for person in people]
    for _ in range(5):
        room = people[0].make_room()["id"]
        for socket in sockets:
            socket.send({"type": "join", "room": room})
        for socket in sockets:
            present = {user["id"] for user in socket.until("joined")["users"]}
            while present != everyone:
                present.add(socket.until("join", room=room)["user"]["id"])
    for socket in sockets:
        socket.close()


def test_presence_above_presence_room_is_a_number_only(start_server):
    server = start_server(presence_room=2)
    people = [guest(server, f"p{number}") for number in range(4)]
    room = people[0].make_room()["id"]
    sockets = [person.enter(room) for person in people]
    assert sockets[0].until("join", online=4).get("user") is None
    assert "users" not in people[0].connect().join(room)
    for socket in sockets:
        socket.close()


def test_s4_24_typing_is_told_to_the_others_and_not_kept(ana, beto, room):
    with ana.enter(room) as socket, beto.enter(room) as other:
        head = ana.get(f"/rooms/{room}").json["head"]
        other.send({"type": "typing", "room": room})
        assert socket.until("typing", room=room)["user"] == beto.ref
        assert other.heard("typing") == [], "who types knows"
        assert ana.get(f"/rooms/{room}").json["head"] == head


def test_s4_22_users_rooms_and_history_answer_as_their_rest_twins(start_server):
    # Of its own: in the common one somebody may leave a room of another test between the two answers.
    ana = guest(start_server(), "ana")
    room = ana.make_room()["id"]
    ana.say(room, "uno")
    with ana.enter(room) as socket:
        here = f"/rooms/{room}"
        for frame, path in (({"type": "users", "room": room}, f"{here}/users"), ({"type": "rooms"}, "/rooms"),
                            ({"type": "history", "room": room, "limit": 1}, f"{here}/messages?limit=1")):
            assert socket.done(frame)["result"] == created(ana.get(path), 200)


def test_create_read_direct_and_moderate_work_by_frame(ana, beto):
    with ana.connect() as socket, beto.connect() as other:
        made = socket.done({"type": "create", "name": unique("Sala"), "topic": "t"})["result"]
        assert made["role"] == "owner" and made["topic"] == "t"
        other.join(made["id"])
        promotion = {"user": beto.name, "action": "role", "role": "moderator"}
        socket.done({"type": "moderate", "room": made["id"], **promotion})
        assert other.until("member", change="role")["role"] == "moderator"
        seq = socket.post(made["id"], "x")["seq"]
        other.done({"type": "read", "room": made["id"], "seq": seq})
        assert beto.get(f"/rooms/{made['id']}").json["read"] == seq
        direct = socket.done({"type": "direct", "user": beto.name})["result"]
        assert direct["kind"] == "direct"
        socket.done({"type": "moderate", "room": made["id"], "user": beto.id, "action": "ban"})
        assert other.until("member", change="banned")["target"] == beto.ref
        other.refused({"type": "join", "room": made["id"]}, "forbidden", 403)


def test_a_kick_is_the_last_thing_heard_of_the_room_and_the_socket_stays(ana, beto, room):
    with ana.enter(room) as socket, beto.enter(room, "general") as kicked:
        socket.done({"type": "moderate", "room": room, "user": beto.id, "action": "kick"})
        socket.post(room, "ya no está")
        entry = kicked.until("member", change="kicked")
        assert entry["target"] == beto.ref and entry["user"] == ana.ref
        after = [frame for frame in kicked.heard(room=room) if frame.get("seq", 0) > entry["seq"]]
        assert after == [] and kicked.heard("message") == []
        kicked.refused({"type": "message", "room": room, "text": "x"}, "forbidden", 403)
        kicked.post("general", "aquí sigo")


def test_a_deleted_room_is_no_longer_heard(ana, beto, room):
    with beto.enter(room) as socket:
        ana.delete(f"/rooms/{room}")
        socket.refused({"type": "message", "room": room, "text": "x"}, "not_found", 404)


# -- a second device, a fresh token -------------------------------------------------------------------------

def test_s0_04_what_one_device_reads_the_other_learns(ana, room, beto):
    beto.say(room, "hola")
    with ana.connect() as one:
        own = created(ana.get("/rooms/@me/events?after=0"), 200)
        one.resume(**{"@me": (own["epoch"], own["head"])})
        ana.put(f"/rooms/{room}/read", {"seq": 1})
        assert one.until("read", room="@me")["source"] == {"room": room, "seq": 1}


def test_a_fresh_token_on_a_live_socket_is_taken_and_a_bad_one_is_not(server):
    ana, beto = member(server), member(server, "beto")
    fresh = created(ana.post("/auth/refresh"), 200)["access_token"]
    with ana.connect() as socket:
        assert socket.ask({"type": "auth", "token": fresh})["type"] == "ok"
        socket.send({"type": "auth", "token": beto.token + "x", "id": "bad"})
        assert socket.closed() == 4501


def test_a_live_socket_ends_with_its_token_unless_it_gets_a_fresh_one(start_server):
    server = start_server(token_ttl=2)
    ana = member(server)
    with ana.connect() as socket:
        assert socket.until("auth_expiring")["in_ms"] <= 2000
        assert socket.closed() == 4501
