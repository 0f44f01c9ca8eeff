"""Rooms: kinds, who sees them, who may do what there (S4-01, S4-02, S4-16, S0-01, S1-05, S1-06, S1-09)."""
import pytest

from chat.person import guest, unique
from chat.rest import Rest, created, quoted, refused

FIELDS = {"id", "name", "kind", "locked", "topic", "owner", "created_at", "head", "floor", "epoch", "online",
          "members"}


def ids(person):
    return [room["id"] for room in created(person.get("/rooms"), 200)["rooms"]]


def role_of(person, room, user):
    members = created(person.get(f"/rooms/{room}/users"), 200)["members"]
    return next((each["role"] for each in members if each["user"]["id"] == user.id), None)


# -- making, changing, deleting -----------------------------------------------------------------------------

def test_s1_05_a_room_is_made_with_all_its_fields(server, ana):
    name = unique("Café Olé")
    room = created(ana.post("/rooms", {"name": name, "topic": "el café"}))
    assert FIELDS <= set(room)
    assert room["id"] == name.lower().replace("é", "e").replace(" ", "-")
    assert (room["name"], room["kind"], room["locked"], room["topic"]) == (name, "public", False, "el café")
    assert room["role"] == "owner" and room["members"] == 1
    assert ana.id in str(room["owner"])
    assert created(ana.get(f"/rooms/{room['id']}"), 200)["epoch"] == room["epoch"]
    assert created(ana.get(f"/rooms/{quoted(name)}"), 200)["id"] == room["id"], "by name too"


def test_s1_06_the_list_has_general_and_what_one_may_see(ana, beto):
    public, private = ana.make_room(), ana.make_room(kind="private")
    assert {"general", public["id"], private["id"]} <= set(ids(ana))
    assert public["id"] in ids(beto) and private["id"] not in ids(beto)


def test_nobody_without_a_login_sees_rooms(server):
    for method, path in (("GET", "/rooms"), ("GET", "/rooms/general"), ("POST", "/rooms"),
                         ("GET", "/rooms/general/messages"), ("POST", "/rooms/general/join")):
        body = {"name": "x"} if method == "POST" else None
        refused(Rest(server).request(method, path, body), 401, "unauthenticated")


def test_a_taken_id_is_409(ana, beto):
    room = ana.make_room()
    refused(beto.post("/rooms", {"name": "another", "id": room["id"]}), 409, "conflict")
    refused(beto.post("/rooms", {"name": room["name"]}), 409, "conflict")


@pytest.mark.parametrize("body, field", [
    *[({"name": "x", "id": bad}, "id") for bad in ("UPPER", "-x", "a" * 65, "../x", "dm_x", "@me")],
    *[({"name": bad}, "name") for bad in ("", "   ", "x" * 81, 5)],
    ({}, "name"),
    ({"name": "x", "kind": "secret"}, "kind"), ({"name": "x", "kind": "direct"}, "kind"),
    ({"name": "x", "topic": "x" * 251}, "topic"),
])
def test_a_bad_room_is_422_with_its_field(ana, body, field):
    refused(ana.post("/rooms", body), 422, "invalid", field=field)


def test_s0_13_a_name_cannot_leave_its_folder(server, ana):
    room = created(ana.post("/rooms", {"name": f"../../{unique('etc')}"}))
    assert "/" not in room["id"] and "." not in room["id"]


def test_the_owner_changes_a_room_and_others_do_not(ana, beto):
    room = ana.make_room(topic="before")["id"]
    beto.join(room)
    changed = created(ana.patch(f"/rooms/{room}", {"topic": "after", "name": unique("nuevo")}), 200)
    assert changed["topic"] == "after" and changed["id"] == room
    error = refused(beto.patch(f"/rooms/{room}", {"topic": "mine"}), 403, "forbidden")
    assert error["rule"]
    assert created(beto.get(f"/rooms/{room}"), 200)["topic"] == "after"
    refused(ana.patch(f"/rooms/{room}", {"topic": "x" * 251}), 422, "invalid", field="topic")
    kinds = [entry["type"] for entry in ana.entries(room)]
    assert "room" in kinds, "settings changed is an entry"


def test_s4_18_a_deleted_room_is_gone_and_its_id_begins_a_new_epoch(ana, beto):
    room = ana.make_room()
    beto.join(room["id"])
    ana.say(room["id"], "uno")
    refused(beto.delete(f"/rooms/{room['id']}"), 403, "forbidden")
    assert ana.delete(f"/rooms/{room['id']}").status in (200, 204)
    for person in (ana, beto):
        refused(person.get(f"/rooms/{room['id']}"), 404, "not_found")
        refused(person.get(f"/rooms/{room['id']}/messages"), 404, "not_found")
    again = created(beto.post("/rooms", {"name": "again", "id": room["id"]}))
    assert again["epoch"] != room["epoch"] and again["role"] == "owner"
    assert beto.messages(room["id"])["messages"] == []
    refused(ana.get(f"/rooms/{room['id']}/messages"), 403, "forbidden")


# -- private, locked, announcement --------------------------------------------------------------------------

def test_s0_01_a_private_room_does_not_exist_for_others(server, ana, beto):
    room = ana.make_room(kind="private")["id"]
    ana.say(room, "secreto")
    nowhere = refused(beto.get("/rooms/no-such-room"), 404, "not_found")
    for method, path, body in (
            ("GET", "", None), ("PATCH", "", {"topic": "x"}), ("DELETE", "", None), ("GET", "/users", None),
            ("POST", "/join", {}), ("POST", "/leave", None), ("GET", "/messages", None),
            ("GET", "/events?after=0", None), ("PUT", f"/members/{beto.id}", {"role": "owner"}),
            ("POST", "/messages", {"text": "x"}),
            ("PATCH", "/messages/1", {"text": "x"}), ("DELETE", "/messages/1", None),
            ("PUT", "/read", {"seq": 1}), ("PUT", "/messages/1/pin", None),
            ("PUT", "/messages/1/reactions/x", None)):
        answer = beto.request(method, f"/rooms/{room}{path}", body)
        assert refused(answer, 404, "not_found") == nowhere, "the answer tells that it is there"
    with beto.connect() as socket:
        for frame in ({"type": "join"}, {"type": "message", "text": "x"}, {"type": "history"},
                      {"type": "users"}, {"type": "typing"}, {"type": "read", "seq": 1}, {"type": "leave"}):
            socket.refused({**frame, "room": room}, "not_found", 404)


def test_an_invited_one_may_come_into_a_private_room(ana, beto):
    room = ana.make_room(kind="private")["id"]
    assert ana.put(f"/rooms/{room}/members/{beto.name}", {"role": "member"}).status in (200, 201, 204)
    assert created(beto.get(f"/rooms/{room}"), 200)["id"] == room
    beto.join(room)
    assert role_of(ana, room, beto) == "member"
    beto.say(room, "gracias")
    invitations = [entry for entry in beto.entries("@me") if entry["type"] == "invited"]
    assert invitations, "the invitation stands in @me"


def test_s4_02_a_locked_room_asks_for_its_password(ana, beto):
    room = ana.make_room(password="ábrete sésamo")["id"]
    assert created(beto.get(f"/rooms/{room}"), 200)["locked"] is True
    refused(beto.post(f"/rooms/{room}/join", {}), 423, "wrong_password")
    refused(beto.post(f"/rooms/{room}/join", {"password": "abrete sesamo"}), 423, "wrong_password")
    refused(beto.get(f"/rooms/{room}/messages"), 403, "forbidden")
    beto.join(room, password="ábrete sésamo")
    beto.say(room, "abierto")
    assert "sésamo" not in beto.get(f"/rooms/{room}").body.decode()
    beto.join(room)  # a member is not asked again
    created(ana.patch(f"/rooms/{room}", {"password": ""}), 200)
    assert created(beto.get(f"/rooms/{room}"), 200)["locked"] is False


def test_s4_02_guessing_a_rooms_password_has_its_limit(start_server):
    server = start_server(rate="on", burst_passwords=3, rate_passwords=1)
    ana, beto = guest(server), guest(server, "beto")
    room = ana.make_room(password="correct")["id"]
    answers = [beto.post(f"/rooms/{room}/join", {"password": f"guess {n}"}).status for n in range(5)]
    assert answers == [423] * 3 + [429] * 2
    refused(beto.post(f"/rooms/{room}/join", {"password": "correct"}), 429, "rate_limited")


def test_only_those_who_lead_post_in_an_announcement_room(ana, beto):
    room = ana.make_room(kind="announcement")["id"]
    beto.join(room)
    ana.say(room, "atención")
    refused(beto.post(f"/rooms/{room}/messages", {"text": "yo también"}), 403, "forbidden")
    assert [each["text"] for each in beto.messages(room)["messages"]] == ["atención"]


# -- members ------------------------------------------------------------------------------------------------

def test_reading_and_posting_need_membership(ana, beto):
    room = ana.make_room()["id"]
    ana.say(room, "antes")
    for answer in (beto.get(f"/rooms/{room}/messages"), beto.get(f"/rooms/{room}/events?after=0"),
                   beto.post(f"/rooms/{room}/messages", {"text": "x"}),
                   beto.put(f"/rooms/{room}/read", {"seq": 1})):
        assert refused(answer, 403, "forbidden")["rule"]
    beto.join(room)
    assert [each["text"] for each in beto.messages(room)["messages"]] == ["antes"], "also from before it came"
    assert beto.post(f"/rooms/{room}/leave").status in (200, 204)
    refused(beto.get(f"/rooms/{room}/messages"), 403, "forbidden")


def test_s1_09_users_lists_members_and_who_is_online(ana, beto):
    room = ana.make_room()["id"]
    beto.join(room)
    with ana.enter(room):
        body = created(beto.get(f"/rooms/{room}/users"), 200)
        assert [each["id"] for each in body["online"]] == [ana.id]
        roles = {each["user"]["id"]: each["role"] for each in body["members"]}
        assert roles == {ana.id: "owner", beto.id: "member"}
        assert created(beto.get(f"/rooms/{room}"), 200)["online"] == 1


def test_joining_and_leaving_are_entries_once(ana, beto):
    room = ana.make_room()["id"]
    beto.join(room)
    beto.join(room)
    beto.post(f"/rooms/{room}/leave")
    changes = [entry["change"] for entry in ana.entries(room)
               if entry["type"] == "member" and entry["target"]["id"] == beto.id]
    assert changes == ["joined", "left"]


def test_s2_03_a_kick_ends_membership_and_a_ban_keeps_out(ana, beto, caro):
    room = ana.make_room()["id"]
    for person in (beto, caro):
        person.join(room)
    refused(caro.delete(f"/rooms/{room}/members/{beto.id}"), 403, "forbidden")
    assert ana.delete(f"/rooms/{room}/members/{beto.id}").status in (200, 204)
    refused(beto.post(f"/rooms/{room}/messages", {"text": "x"}), 403, "forbidden")
    beto.join(room)
    assert ana.put(f"/rooms/{room}/bans/{beto.name}").status in (200, 201, 204)
    refused(beto.post(f"/rooms/{room}/join", {}), 403, "forbidden")
    refused(beto.get(f"/rooms/{room}/messages"), 403, "forbidden")
    assert ana.delete(f"/rooms/{room}/bans/{beto.name}").status in (200, 204)
    beto.join(room)
    changes = [entry["change"] for entry in ana.entries(room) if entry["type"] == "member"
               and entry["target"]["id"] == beto.id]
    assert changes == ["joined", "kicked", "joined", "banned", "unbanned", "joined"]


def test_roles_are_given_by_the_owner_and_hold(ana, beto, caro):
    room = ana.make_room()["id"]
    for person in (beto, caro):
        person.join(room)
    refused(beto.put(f"/rooms/{room}/members/{beto.id}", {"role": "owner"}), 403, "forbidden")
    refused(ana.put(f"/rooms/{room}/members/{beto.id}", {"role": "king"}), 422, "invalid", field="role")
    assert ana.put(f"/rooms/{room}/members/{beto.id}", {"role": "moderator"}).status in (200, 204)
    assert role_of(ana, room, beto) == "moderator"
    refused(beto.delete(f"/rooms/{room}/members/{ana.id}"), 403, "forbidden")
    assert beto.delete(f"/rooms/{room}/members/{caro.id}").status in (200, 204)
    assert role_of(ana, room, caro) is None


def test_a_muted_member_reads_but_does_not_write(ana, beto):
    room = ana.make_room()["id"]
    beto.join(room)
    assert ana.put(f"/rooms/{room}/mutes/{beto.id}").status in (200, 201, 204)
    refused(beto.post(f"/rooms/{room}/messages", {"text": "x"}), 403, "forbidden")
    beto.messages(room)
    assert ana.delete(f"/rooms/{room}/mutes/{beto.id}").status in (200, 204)
    beto.say(room, "otra vez")


def test_s4_20_a_direct_room_is_of_two(ana, beto, caro):
    room = ana.post("/direct", {"user": beto.name})
    assert room.status in (200, 201), room
    room = room.json
    assert room["kind"] == "direct" and room["id"].startswith("dm_")
    assert beto.post("/direct", {"user": ana.id}).json["id"] == room["id"]
    ana.say(room["id"], "entre nosotros")
    assert [each["text"] for each in beto.messages(room["id"])["messages"]] == ["entre nosotros"]
    refused(caro.get(f"/rooms/{room['id']}"), 404, "not_found")
    refused(caro.post(f"/rooms/{room['id']}/join", {}), 404, "not_found")
    refused(ana.post("/direct", {"user": "nobody-at-all"}), 404, "not_found")


# -- the server's own log -----------------------------------------------------------------------------------

def test_s1_17_the_servers_log_tells_of_public_rooms_only(ana, beto):
    public, private = ana.make_room(topic="tema"), ana.make_room(kind="private")
    ana.delete(f"/rooms/{public['id']}")
    text = str(beto.entries("@server"))
    told = [entry["type"] for entry in beto.entries("@server") if public["id"] in str(entry)]
    assert told == ["room_created", "room_deleted"]
    assert private["id"] not in text


def test_s0_12_rooms_members_and_roles_survive_a_kill(start_server):
    server = start_server()
    ana, beto = guest(server), guest(server, "beto")
    room = ana.make_room(kind="private", topic="tema", password="clave")
    ana.put(f"/rooms/{room['id']}/members/{beto.id}", {"role": "member"})
    beto.join(room["id"], password="clave")
    seen = created(beto.get(f"/rooms/{room['id']}"), 200)
    server.kill()
    server.start()
    assert created(beto.get(f"/rooms/{room['id']}"), 200) == seen
    assert role_of(beto, room["id"], ana) == "owner"


def test_a_change_is_answered_with_the_head_that_counts_it_and_no_change_writes_nothing(ana):
    room = ana.post("/rooms", {"name": "Cabeza"}).json["id"]
    changed = ana.patch(f"/rooms/{room}", {"topic": "uno"}).json
    assert changed["head"] == ana.get(f"/rooms/{room}").json["head"] == 2
    assert ana.patch(f"/rooms/{room}", {"topic": "uno"}).json["head"] == 2
