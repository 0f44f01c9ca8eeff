"""Trap 15: who was put out stays out, at every door, and what was open is closed (S4-03).

A door is any way in which something of a room could still reach somebody. All are tried after each way out."""
import itertools

import pytest

from chat.person import guest, member, unique
from chat.rest import Rest, quoted, refused
from chat.sse import EventStream
from chat.websocket import upgrade_status

BEFORE, AFTER = "said-while-inside", "said-afterwards"


class Case:
    """A room with its owner and somebody in it, who has every door open that stays open."""

    def __init__(self, server, **kind):
        self.server = server
        self.owner, self.beto = member(server, "owner"), member(server, "beto")
        self.hidden = kind.get("kind") == "private"  # else everybody sees its name and topic
        self.room = self.owner.make_room(topic=BEFORE if self.hidden else "", **kind)["id"]
        if self.hidden:
            self.owner.put(f"/rooms/{self.room}/members/{self.beto.id}", {"role": "member"})
        self.beto.join(self.room, **({"password": kind["password"]} if "password" in kind else {}))
        self.own_seq = self.beto.say(self.room, BEFORE)["seq"]
        self.seq = self.owner.say(self.room, BEFORE)["seq"]
        self.epoch = self.beto.get(f"/rooms/{self.room}").json["epoch"]
        self.own_room = self.beto.make_room("own")["id"]

    def __enter__(self):
        self.sockets = [self.beto.enter(self.room), self.beto.connect(f"/ws/chat/{self.room}")]
        for socket in self.sockets[1:]:
            socket.until("joined")
        self.room_stream = self.beto.stream(f"/rooms/{self.room}/events")
        self.notifications = self.beto.stream()
        self.fence("before")
        return self

    def __exit__(self, *_):
        for each in [*self.sockets, self.room_stream, self.notifications]:
            each.close()

    def fence(self, text):
        """The notifications have everything up to here. Returns what came."""
        self.beto.say(self.own_room, text)
        self.notifications.until("message", room=self.own_room, text=text)
        came, self.notifications.aside = self.notifications.aside, []
        return came

    # -- what is tried

    def rest(self, person):
        room, seq = f"/rooms/{self.room}", self.seq
        shown = [person.get(room), person.post(room + "/messages", {"text": "/topic"})] if self.hidden else []
        return [
            *shown, person.get(room + "/messages"), person.get(room + "/messages?around=1"), person.get(room + "/events"),
            person.get(room + "/users"), person.post(room + "/messages", {"text": "x"}),
            person.post(room + "/messages", {"text": "/users"}),
            person.patch(f"{room}/messages/{self.own_seq}", {"text": "x"}),
            person.delete(f"{room}/messages/{self.own_seq}"),
            person.put(f"{room}/messages/{seq}/reactions/{quoted('👍')}"),
            person.put(f"{room}/messages/{seq}/pin"), person.put(room + "/read", {"seq": seq}),
            person.put(f"{room}/members/{self.owner.id}", {"role": "member"}),
            person.put(f"{room}/bans/{self.owner.id}"), person.patch(room, {"topic": "x"}), person.delete(room),
        ]

    def streams(self, person):
        """Of the room's stream, from its beginning and from a place in it."""
        for last_id in (None, "1"):
            with EventStream(self.server, f"/rooms/{self.room}/events", person.token, last_id) as stream:
                yield stream.status

    def frames(self):
        room, seq = {"room": self.room}, {"room": self.room, "seq": self.own_seq}
        return [
            {"type": "history", **room}, {"type": "events", **room}, {"type": "users", **room},
            {"type": "join", **room, "epoch": self.epoch, "after": 0}, {"type": "message", **room, "text": "x"},
            {"type": "text", **room, "msg": "x"}, {"type": "message", **room, "text": "/users"},
            {"type": "edit", **seq, "text": "x"}, {"type": "delete", **seq}, {"type": "read", **seq},
            {"type": "reaction", **seq, "emoji": "👍"}, {"type": "pin", **seq}, {"type": "typing", **room},
            {"type": "moderate", **room, "user": self.owner.id, "action": "kick"},
            {"type": "change", **room, "topic": "x"}, {"type": "remove", **room},
        ]

    def resume(self, socket):
        """What a resume of the room answers, of itself and in its frames."""
        frame = {"type": "resume", "rooms": {self.room: {"epoch": self.epoch, "after": 0}}}
        return socket.done(frame)["result"]["refused"][self.room]["status"]

    def joins(self, person, socket):
        """The ways in; each is refused with this."""
        yield person.post(f"/rooms/{self.room}/join", {}).status
        yield socket.ask({"type": "join", "room": self.room})["status"]
        yield socket.ask({"type": "message", "room": self.own_room, "text": f"/join {self.room}"})["status"]
        yield upgrade_status(self.server, f"/ws/chat/{self.room}", person.token)

    # -- what is judged

    def stays_out(self, statuses, joins):
        """No door tells anything, and what was open before has nothing of what came afterwards."""
        if self.owner.get(f"/rooms/{self.room}").status == 200:
            self.owner.say(self.room, f"{AFTER} @{self.beto.name}")
        for answer in self.rest(self.beto):
            assert answer.status in statuses and BEFORE.encode() not in answer.body, answer
        assert set(self.streams(self.beto)) <= statuses
        with self.beto.connect() as fresh:
            for socket in (*self.sockets, fresh):
                for frame in self.frames():
                    answer = socket.ask(frame)
                    assert answer["type"] == "error" and answer["status"] in statuses, (frame, answer)
                assert self.resume(socket) in statuses
                assert set(self.joins(self.beto, socket)) <= joins
                assert AFTER not in str(socket.heard())
            assert not fresh.heard(room=self.room)
        assert AFTER not in str(self.fence("after"))
        with pytest.raises(EOFError):  # the room's own stream is over
            while AFTER not in self.room_stream.line():
                pass
        self.replays_nothing()

    def replays_nothing(self):
        """A stream of everything, from its very beginning, has the own room and nothing of the other."""
        self.beto.say(self.own_room, "first")
        event = self.notifications.until("message", room=self.own_room, text="first")
        epoch = event.id.rpartition("-")[0]
        with self.beto.stream(last_event_id=f"{epoch}-0") as stream:
            stream.until("message", room=self.own_room, text="first")
            assert self.room not in [seen.data.get("room") for seen in stream.aside]
            assert AFTER not in str(stream.aside)
        assert AFTER not in str(self.beto.entries("@me"))


def test_trap_15_a_kick_from_a_private_room(server):
    with Case(server, kind="private") as case:
        assert case.owner.delete(f"/rooms/{case.room}/members/{case.beto.id}").status == 200
        case.stays_out({404}, joins={404})
        assert case.room not in str(case.beto.get("/rooms").json)


def test_trap_15_a_kick_from_a_room_with_a_password(server):
    with Case(server, password="the old one") as case:
        assert case.owner.delete(f"/rooms/{case.room}/members/{case.beto.id}").status == 200
        case.stays_out({403}, joins={423})


def test_trap_15_a_ban_from_a_public_room(server):
    with Case(server) as case:
        assert case.owner.put(f"/rooms/{case.room}/bans/{case.beto.id}").status == 200
        case.stays_out({403}, joins={403})


def test_trap_15_a_member_who_left(server):
    with Case(server, kind="private") as case:
        assert case.beto.post(f"/rooms/{case.room}/leave").status == 200
        case.stays_out({404}, joins={404})


def test_trap_15_a_room_that_was_deleted_and_one_that_took_its_id(server):
    with Case(server, kind="private") as case:
        assert case.owner.delete(f"/rooms/{case.room}").status == 200
        case.stays_out({404}, joins={404})
        case.owner.post("/rooms", {"name": unique("again"), "id": case.room, "kind": "private"})
        case.owner.say(case.room, AFTER)
        for socket in case.sockets:
            assert AFTER not in str(socket.heard())
        assert AFTER not in str(case.fence("later"))


def test_trap_15_an_invitation_that_was_taken_back(server):
    owner, beto = member(server, "owner"), member(server, "beto")
    room = owner.make_room(kind="private", topic=BEFORE)["id"]
    owner.put(f"/rooms/{room}/members/{beto.id}", {"role": "member"})
    assert beto.get(f"/rooms/{room}").json["role"] == "invited"
    refused(beto.get(f"/rooms/{room}/messages"), 403, "forbidden", rule="member_only")
    assert owner.delete(f"/rooms/{room}/members/{beto.id}").status == 200
    refused(beto.get(f"/rooms/{room}"), 404, "not_found")
    refused(beto.post(f"/rooms/{room}/join", {}), 404, "not_found")
    assert upgrade_status(server, f"/ws/chat/{room}", beto.token) == 404
    with beto.connect() as socket:
        socket.refused({"type": "join", "room": room}, "not_found", 404)
        assert room not in str(socket.done({"type": "rooms"}))


def test_trap_15_a_rooms_old_password_opens_no_door(server):
    owner, beto = member(server, "owner"), member(server, "beto")
    room = owner.make_room(password="the old one")["id"]
    assert owner.patch(f"/rooms/{room}", {"password": "the new one"}).status == 200
    refused(beto.post(f"/rooms/{room}/join", {"password": "the old one"}), 423, "wrong_password")
    assert upgrade_status(server, f"/ws/chat/{room}?password=the%20old%20one", beto.token) == 423
    with beto.connect() as socket:
        socket.refused({"type": "join", "room": room, "password": "the old one"}, "wrong_password", 423)
        own = beto.make_room("own")["id"]
        socket.refused({"type": "message", "room": own, "text": f"/join {room} the old one"}, "wrong_password", 423)
    assert beto.join(room, password="the new one")["role"] == "member"


def sign_out(case):
    assert case.beto.post("/auth/logout").status == 200


def revoke_from_another_device(case):
    login = Rest(case.server).post("/auth/login", {"username": case.beto.name, "password": "correct horse 7"}).json
    other = Rest(case.server, login["access_token"])
    sessions = other.get("/auth/sessions").json["sessions"]
    mine, = [each["id"] for each in sessions if not each["current"]]
    assert other.delete(f"/auth/sessions/{mine}").status == 200


@pytest.mark.parametrize("end", [sign_out, revoke_from_another_device])
def test_trap_15_a_login_that_is_over(server, end):
    with Case(server) as case:
        end(case)
        case.owner.say(case.room, AFTER)
        for answer in itertools.chain(case.rest(case.beto), [case.beto.get("/auth/me"), case.beto.get("/rooms"),
                                                             case.beto.post("/auth/refresh")]):
            refused(answer, 401, "unauthenticated")
        cookie = {"Cookie": f"session_id={case.beto.cookie}"}
        refused(Rest(server).get(f"/rooms/{case.room}/messages", headers=cookie), 401, "unauthenticated")
        refused(Rest(server).post("/auth/refresh", headers=cookie), 401, "unauthenticated")
        assert set(case.streams(case.beto)) == {401}
        with case.beto.stream() as stream:
            assert stream.status == 401
        for path in ("/ws", f"/ws/chat/{case.room}"):
            assert upgrade_status(server, path, case.beto.token) == 401
            assert upgrade_status(server, path, headers=cookie) == 401
        for socket in case.sockets:
            assert socket.closed() == 4501
            assert AFTER not in str(socket.aside)
        for stream in (case.room_stream, case.notifications):
            with pytest.raises(EOFError):
                while AFTER not in stream.line():
                    pass


def test_trap_15_a_socket_is_not_taken_over_by_a_token_of_somebody_else(server):
    ana, beto = guest(server, "ana"), guest(server, "beto")
    room = ana.make_room(kind="private")["id"]
    with beto.connect() as socket:
        socket.refused({"type": "history", "room": room}, "not_found", 404)
        socket.send({"type": "auth", "token": ana.token, "id": 1})
        assert socket.closed() == 4501
