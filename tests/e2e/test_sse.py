"""Server-sent events (S1-20, S1-14): /notifications, one room's stream, and going on where one was."""
import pytest

from chat.person import guest, member, unique
from chat.rest import created, refused
from chat.sse import EventStream


@pytest.fixture
def room(ana, beto):
    room = ana.make_room()["id"]
    beto.join(room)
    return room


def log_of(stream, count, kind="message"):
    return [stream.until(kind) for _ in range(count)]


# -- /notifications -----------------------------------------------------------------------------------------

def test_s1_14_the_stream_is_what_a_browser_asks_for(server, beto):
    with beto.stream() as stream:
        assert stream.status == 200
        assert stream.headers.get_content_type() == "text/event-stream"
        assert "no-store" in stream.headers["Cache-Control"] or "no-cache" in stream.headers["Cache-Control"]
        assert stream.headers["X-Accel-Buffering"] == "no"
        assert stream.line().startswith("retry:")


def test_a_stream_needs_a_login(server, beto):
    for token in (None, "x"):
        with EventStream(server, "/notifications", token) as stream:
            assert stream.status == 401 and stream.body()["error"]["code"] == "unauthenticated"
    with EventStream(server, f"/notifications?token={beto.token}") as stream:
        assert stream.status == 200


def test_s1_15_a_message_in_a_room_of_mine_is_told(ana, beto, room):
    with beto.stream() as stream:
        message = ana.say(room, "¿estás?\nsegunda línea")
        event = stream.until("message")
        assert event.data == message
        epoch, _, pos = event.id.rpartition("-")
        assert epoch and pos.isdigit()
        assert beto.say(room, "sí") == stream.until("message").data, "one's own too"


def test_s4_03_a_stream_tells_nothing_of_rooms_one_is_not_in(ana, beto, caro, room):
    private = ana.make_room(kind="private")["id"]
    with caro.stream() as stream:
        ana.say(room, "no es para caro")
        ana.say(private, "ni esto")
        mine = caro.make_room()["id"]
        caro.say(mine, "mío")
        assert stream.until("message").data["room"] == mine
        assert private not in str(stream.aside) and "caro\\n" not in str(stream.aside)
        assert [event for event in stream.aside if event.data.get("room") == room] == []


def test_s1_16_join_and_leave_are_told_without_an_id(start_server):
    server = start_server(presence_grace_ms=50)
    ana, beto = guest(server), guest(server, "beto")
    room = ana.make_room()["id"]
    beto.join(room)
    with beto.stream() as stream:
        socket = ana.enter(room)
        join = stream.until("join", room=room)
        assert join.data["user"] == ana.ref and join.data["online"] == 1 and join.id is None
        socket.close()
        leave = stream.until("leave", room=room)
        assert leave.data["user"] == ana.ref and leave.data["online"] == 0 and leave.id is None


def test_s1_17_a_new_public_room_is_told_and_a_private_one_is_not(ana, beto):
    with beto.stream() as stream:
        private, public = ana.make_room(kind="private"), ana.make_room()
        event = stream.until("room_created")
        assert public["id"] in str(event.data) and event.id
        assert private["id"] not in str(event.data) + str(stream.aside)


def test_a_mention_is_told(ana, beto, room):
    with beto.stream() as stream:
        message = ana.say(room, f"@{beto.name}, ven")
        event = stream.until("mention")
        assert event.data["room"] == "@me" and event.data["user"] == ana.ref
        assert event.data["source"] == {"room": room, "seq": message["seq"]}


def test_a_direct_message_and_an_invitation_are_told(ana, beto):
    private = ana.make_room(kind="private")["id"]
    with beto.stream() as stream:
        ana.put(f"/rooms/{private}/members/{beto.id}", {"role": "member"})
        assert stream.until("invited").data["source"]["room"] == private
        direct = ana.post("/direct", {"user": beto.name}).json["id"]
        ana.say(direct, "psst")
        assert stream.until("message").data["room"] == direct


def test_a_room_entered_while_streaming_is_told_from_then_on(ana, beto):
    room = ana.make_room()["id"]
    with beto.stream() as stream:
        beto.join(room)
        message = ana.say(room, "bienvenido")
        assert stream.until("message").data == message
        beto.post(f"/rooms/{room}/leave")
        ana.say(room, "sin él")
        mine = beto.make_room()["id"]
        beto.say(mine, "otro sitio")
        assert stream.until("message").data["room"] == mine


def test_edits_and_deletions_are_told(ana, beto, room):
    with beto.stream() as stream:
        seq = ana.say(room, "holla")["seq"]
        ana.patch(f"/rooms/{room}/messages/{seq}", {"text": "hola"})
        assert stream.until("edit").data["target"] == seq
        ana.delete(f"/rooms/{room}/messages/{seq}")
        assert stream.until("delete").data["target"] == seq


def test_notifications_make_no_presence(ana, beto, room):
    with beto.stream(), ana.enter(room):
        assert created(ana.get(f"/rooms/{room}/users"), 200)["online"] == [ana.ref]


# -- going on -----------------------------------------------------------------------------------------------

@pytest.mark.parametrize("by_header", [True, False])
def test_s1_14_last_event_id_goes_on_without_a_gap(ana, beto, room, by_header):
    second = ana.make_room()["id"]
    beto.join(second)
    with beto.stream() as stream:
        ana.say(room, "0")
        last = stream.until("message").id
    missed = [ana.say((room, second)[number % 2], str(number)) for number in range(1, 31)]
    query, header = ("", last) if by_header else (f"?last_event_id={last}", None)
    with beto.stream("/notifications" + query, last_event_id=header) as stream:
        assert [event.data for event in log_of(stream, 30)] == missed
        after = ana.say(second, "en vivo")
        event = stream.until("message")
        assert event.data == after
        assert int(event.id.rpartition("-")[2]) > int(last.rpartition("-")[2])


def test_every_id_resumes_exactly_after_itself(ana, beto, room):
    with beto.stream() as stream:
        for number in range(6):
            ana.say(room, str(number))
        events = log_of(stream, 6)
    for index in range(5):
        with beto.stream(last_event_id=events[index].id) as stream:
            rest = log_of(stream, 5 - index)
            assert [event.data for event in rest] == [event.data for event in events[index + 1:]]


def test_a_resume_holds_over_a_kill_of_the_server(start_server):
    server = start_server()
    ana, beto = guest(server), guest(server, "beto")
    room = ana.make_room()["id"]
    beto.join(room)
    with beto.stream() as stream:
        ana.say(room, "antes")
        last = stream.until("message").id
    missed = ana.say(room, "perdido")
    server.kill()
    server.start()
    with beto.stream(last_event_id=last) as stream:
        assert stream.until("message").data == missed


@pytest.mark.parametrize("last", ["", "x", "-", "1-", "-1", "other-5", "e-99999999999999999999", "ñ", "5"])
def test_an_id_that_says_nothing_starts_anew(ana, beto, room, last):
    ana.say(room, "antes")
    with beto.stream(last_event_id=last.encode("utf-8").decode("latin-1")) as stream:
        assert stream.status in (200, 400, 422)
        if stream.status == 200:
            after = ana.say(room, unique("después"))
            assert stream.until("message", text=after["text"]).data == after


def test_a_resume_gives_nothing_of_a_room_one_was_thrown_out_of(ana, beto):
    room = ana.make_room(kind="private")["id"]
    ana.put(f"/rooms/{room}/members/{beto.id}", {"role": "member"})
    beto.join(room)
    with beto.stream() as stream:
        ana.say(room, "antes")
        last = stream.until("message").id
    ana.delete(f"/rooms/{room}/members/{beto.id}")
    ana.say(room, "secreto")
    with beto.stream(last_event_id=last) as stream:
        mine = beto.make_room()["id"]
        beto.say(mine, "mío")
        assert stream.until("message").data["room"] == mine
        assert "secreto" not in str(stream.aside)


def test_a_kick_ends_the_rooms_part_of_a_live_stream(ana, beto, room):
    with beto.stream() as stream:
        ana.delete(f"/rooms/{room}/members/{beto.id}")
        ana.say(room, "sin él")
        mine = beto.make_room()["id"]
        beto.say(mine, "mío")
        assert stream.until("message").data["room"] == mine


def test_logging_out_ends_the_stream(server):
    beto = member(server, "beto")
    with beto.stream() as stream:
        beto.post("/auth/logout")
        with pytest.raises(EOFError):
            while True:
                stream.line()


# -- one room -----------------------------------------------------------------------------------------------

def test_one_rooms_stream_has_the_seq_as_id_and_resumes(ana, beto, room):
    path = f"/rooms/{room}/events"
    with beto.stream(path) as stream:
        assert stream.status == 200 and stream.headers.get_content_type() == "text/event-stream"
        message = ana.say(room, "uno")
        event = stream.until("message")
        assert event.data == message and event.id == str(message["seq"])
    missed = [ana.say(room, str(number)) for number in range(3)]
    with beto.stream(path, last_event_id=event.id) as stream:
        assert [event.data for event in log_of(stream, 3)] == missed
    with beto.stream(f"{path}?after={missed[0]['seq']}") as stream:
        assert [event.data for event in log_of(stream, 2)] == missed[1:]


def test_what_is_no_position_is_refused_or_reset(ana, beto, room):
    path = f"/rooms/{room}/events"
    for query, field in (("after=abc", "after"), ("after=-1", "after"), ("limit=0", "limit"), ("limit=x", "limit")):
        answer = beto.get(f"{path}?{query}", headers={"Accept": "text/event-stream"})
        refused(answer, 422, "invalid", field=field)
    for last in ("x", "-1", "99999999"):
        with beto.stream(path, last_event_id=last) as stream:
            assert stream.next().type == "reset"
            message = ana.say(room, "después")
            assert stream.until("message").data == message


def test_head_of_a_stream_answers_as_get(ana, beto, room):
    def head(name):
        return beto.request("HEAD", f"/rooms/{name}/events", headers={"Accept": "text/event-stream"})
    assert head("no-such-room").status == 404
    assert head(room).status == 200 and head(room).headers.get_content_type() == "text/event-stream"


def test_one_rooms_stream_tells_of_that_room_only_and_is_presence(ana, beto, room):
    other = ana.make_room()["id"]
    beto.join(other)
    with beto.stream(f"/rooms/{room}/events") as stream:
        assert created(ana.get(f"/rooms/{room}/users"), 200)["online"] == [beto.ref]
        ana.say(other, "allí")
        message = ana.say(room, "aquí")
        assert stream.until("message").data == message


def test_one_rooms_stream_is_for_its_members(ana, caro, room):
    private = ana.make_room(kind="private")["id"]
    for path, status in ((room, 403), (private, 404), ("no-such-room", 404)):
        with caro.stream(f"/rooms/{path}/events") as stream:
            assert stream.status == status, path


def test_without_the_accept_header_events_is_a_page(ana, room):
    assert ana.get(f"/rooms/{room}/events").headers.get_content_type() == "application/json"


def test_a_comment_keeps_a_quiet_stream_alive(start_server):
    server = start_server(sse_comment_ms=100)
    beto = guest(server, "beto")
    with beto.stream() as stream, beto.stream("/rooms/@me/events") as own:
        for quiet in (stream, own):
            assert quiet.comment().startswith(":")
            assert quiet.comment().startswith(":")
        assert stream.retry_ms and stream.retry_ms > 0


def test_a_stream_that_cannot_be_had_answers_as_json(beto):
    refused(beto.get("/rooms/no-such-room/events", headers={"Accept": "text/event-stream"}), 404, "not_found")
