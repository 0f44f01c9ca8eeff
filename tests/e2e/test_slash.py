"""Slash commands (S1-19, S3-05): a text that begins with "/" is a command, answered to who asked alone."""
import pytest

from chat.person import unique


@pytest.fixture
def room(ana, beto):
    room = ana.make_room()["id"]
    beto.join(room)
    return room


@pytest.fixture
def socket(ana, room):
    with ana.enter(room) as socket:
        yield socket


def told(socket, room, text):
    """The notice that answers a slash command."""
    socket.send({"type": "message", "room": room, "text": text})
    return socket.until("notice")["text"]


@pytest.mark.parametrize("command", ["/usuarios", "/users", "/USERS", "/usuários"])
def test_s3_05_users_lists_who_is_here(socket, room, ana, beto, command):
    with beto.enter(room):
        notice = told(socket, room, command)
    assert ana.name in notice and beto.name in notice


def test_users_with_a_star_lists_everyone_connected(socket, room, ana, caro):
    with caro.connect():
        assert caro.name not in told(socket, room, "/users")
        assert caro.name in told(socket, room, "/users *") and ana.name in told(socket, room, "/usuarios *")


def test_help_rooms_and_whoami_answer_the_one_who_asks_only(socket, room, ana, beto):
    with beto.enter(room) as other:
        for command in ("/help", "/ayuda", "/ajuda"):
            assert "/users" in told(socket, room, command)
        assert room in told(socket, room, "/rooms") and room in told(socket, room, "/salas")
        assert ana.name in told(socket, room, "/whoami")
        assert other.heard("notice") == other.heard("message") == []
    assert ana.messages(room)["messages"] == []


def test_a_slash_command_with_an_id_gets_one_answer(socket, room):
    answer = socket.done({"type": "message", "room": room, "text": "/whoami"})
    assert answer["type"] == "ok"
    assert socket.heard("ok") == []


def test_join_and_leave_change_where_one_is(socket, room, ana, beto):
    other = beto.make_room()["id"]
    socket.send({"type": "message", "room": room, "text": f"/join {other}"})
    assert socket.until("joined")["room"]["id"] == other
    message = beto.say(other, "bienvenida")
    assert socket.until("message", room=other) == message
    socket.done({"type": "message", "room": other, "text": "/leave"})
    assert ana.get(f"/rooms/{other}/messages").status == 403
    beto.say(other, "adiós")
    assert socket.heard("message") == []


def test_join_takes_the_rooms_password(socket, room, beto):
    locked = beto.make_room(password="ábrete sésamo")["id"]
    socket.refused({"type": "message", "room": room, "text": f"/join {locked}"}, "wrong_password", 423)
    socket.send({"type": "message", "room": room, "text": f"/join {locked} ábrete sésamo"})
    assert socket.until("joined")["room"]["id"] == locked


def test_me_is_a_message_of_what_one_does(socket, room, ana, beto):
    with beto.enter(room) as other:
        socket.send({"type": "message", "room": room, "text": "/me saluda"})
        message = other.until("message")
    assert message["user"] == ana.ref and "saluda" in message["text"] and not message["text"].startswith("/")


def test_s4_20_msg_writes_to_one_person(socket, room, ana, beto, caro):
    with beto.connect() as other:
        socket.done({"type": "message", "room": room, "text": f"/msg {beto.name} sólo para ti"})
        direct = ana.post("/direct", {"user": beto.name}).json["id"]
        assert [message["text"] for message in beto.messages(direct)["messages"]] == ["sólo para ti"]
        assert other.heard("message", room=room) == []
    own = [entry for entry in beto.entries("@me") if entry["type"] == "direct"]
    assert [entry["source"]["room"] for entry in own] == [direct]
    assert ana.messages(room)["messages"] == []
    socket.refused({"type": "message", "room": room, "text": "/msg nobody-at-all x"}, "not_found", 404)


def test_who_asks_is_told_a_notice_at_every_door_unless_it_is_seen_by_itself(socket, room, ana, beto):
    here = f"/rooms/{room}/messages"
    for text in ("/whoami", f"/msg {beto.name} hola"):
        answer = socket.done({"type": "message", "room": room, "text": text})
        assert answer["result"]["text"] == socket.until("notice")["text"]
        twin = ana.post(here, {"text": text})
        assert twin.status == 200 and twin.json["type"] == "notice" and twin.json["text"]
    socket.post(room, "/me saluda")
    twin = ana.post(here, {"text": "/me saluda", "client_id": "saludo"})
    assert twin.status == 201 and twin.json["type"] == "message" and "saluda" in twin.json["text"]
    again = ana.post(here, {"text": "/me saluda", "client_id": "saludo"})
    assert again.status == 200 and again.json == twin.json
    assert socket.heard("notice") == []


@pytest.mark.parametrize("text", ["/explode", "/", "/ users", "/usuarios2", "/ünbekannt"])
def test_an_unknown_command_is_no_message(socket, room, ana, text):
    socket.refused({"type": "message", "room": room, "text": text}, "unknown_command", 422)
    assert ana.messages(room)["messages"] == []


@pytest.mark.parametrize("text", ["/join", "/msg", "/me"])
def test_a_command_written_wrongly_is_invalid(socket, room, text):
    socket.refused({"type": "message", "room": room, "text": text}, "invalid", 422)


def test_two_slashes_escape_the_first(socket, room, ana):
    socket.post(room, "//users")
    assert socket.until("message")["text"] == "/users"
    socket.post(room, "and/or /users")
    assert socket.until("message")["text"] == "and/or /users"


@pytest.mark.parametrize("language", ["es", "pt-BR"])
def test_help_speaks_the_clients_language(ana, room, language):
    with ana.connect(headers={"Accept-Language": language}) as socket, ana.connect() as other:
        socket.join(room)
        other.join(room)
        assert told(socket, room, "/help") != told(other, room, "/help")


def test_the_creators_room_is_joined_by_name_too(socket, room, beto):
    name = unique("Sala")
    beto.post("/rooms", {"name": name})
    socket.send({"type": "message", "room": room, "text": f"/join {name}"})
    assert socket.until("joined")["room"]["name"] == name
