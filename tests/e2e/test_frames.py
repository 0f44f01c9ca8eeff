"""Frames that no client should send, and the close codes they get (S1-19): RFC 6455, protocol section 3."""
import json
import struct

import pytest

from chat.person import guest
from chat.raw import RawWebSocket, close_payload, deflated, send_raw


@pytest.fixture
def raw(server, ana):
    with RawWebSocket(server, f"/ws?token={ana.token}") as socket:
        assert json.loads(socket.read_frame()[1])["type"] == "welcome"
        yield socket


@pytest.fixture
def socket(ana):
    with ana.connect() as socket:
        yield socket


PING = '{"type":"ping","id":1}'


def answered(raw):
    return json.loads(raw.read_frame()[1])


# -- what a frame says --------------------------------------------------------------------------------------

@pytest.mark.parametrize("text", ["", " ", "x", "{", "{}", "{}x", "[]", '"x"', "1", "null", "{'type':'ping'}",
                                  '{"type":"ping",}', "[" * 30000, '{"a":' * 10000, '{"type":"\\ud800"}',
                                  '{"type":1}', "\0"])
def test_what_is_no_command_is_bad_request_and_the_socket_stays(socket, text):
    socket.send(text)
    error = socket.until("error")
    assert error["code"] == "bad_request" and error["status"] == 400
    assert socket.ask({"type": "ping"})["type"] == "pong"


def test_an_unknown_type_is_bad_request_with_the_id(socket):
    socket.refused({"type": "explode"}, "bad_request", 400)
    socket.refused({"type": "welcome"}, "bad_request", 400)
    socket.refused({"room": "general"}, "bad_request", 400)


def test_sixteen_levels_are_read_and_seventeen_are_not(socket):
    def nested(levels):
        value = 1
        for _ in range(levels - 1):
            value = [value]
        return {"type": "ping", "unknown": value}
    assert socket.ask(nested(16))["type"] == "pong"
    socket.send(nested(17))
    assert socket.until("error")["code"] == "bad_request"


def test_unknown_fields_are_ignored(socket):
    assert socket.ask({"type": "ping", "room": "general", "color": "red"})["type"] == "pong"


@pytest.mark.parametrize("frame, field", [
    ({"type": "join"}, "room"), ({"type": "join", "room": 5}, "room"),
    ({"type": "message", "room": "general"}, "text"),
    ({"type": "edit", "room": "general", "text": "x"}, "seq"),
    ({"type": "edit", "room": "general", "seq": "1", "text": "x"}, "seq"),
    ({"type": "read", "room": "general", "seq": -1}, "seq"),
    ({"type": "history", "room": "general", "limit": 501}, "limit"),
    ({"type": "history", "room": "general", "limit": 10**30}, "limit"),
    ({"type": "moderate", "room": "general", "user": "x", "action": "tickle"}, "action"),
    ({"type": "message", "room": "general", "text": "x", "attachments": ["f"]}, "attachments"),
])
def test_a_bad_field_is_invalid_with_its_name(socket, frame, field):
    socket.join("general")
    socket.refused(frame, "invalid", 422, field=field)


def test_what_one_may_not_know_of_is_not_found(socket):
    for frame in ({"type": "join"}, {"type": "message", "text": "x"}, {"type": "users"}, {"type": "history"}):
        socket.refused({**frame, "room": "no-such-room"}, "not_found", 404)


def test_the_seeds_names_are_aliases(server, ana, beto):
    """S4-05 create, S4-06 join, S4-07 text, S4-08 leave, S4-09 message, S4-11 error."""
    with ana.connect() as socket, beto.connect() as other:
        room = f"sala-{ana.id[2:10].lower()}"
        assert socket.done({"type": "create", "room": room, "password": "clave"})["result"]["locked"] is True
        other.refused({"type": "join", "room": room, "password": "falsa"}, "wrong_password", 423)
        other.done({"type": "join", "room": room, "password": "clave"})
        socket.done({"type": "join", "room": room})
        assert socket.done({"type": "text", "room": room, "msg": "hola"})["seq"]
        assert other.until("message", text="hola")["user"] == ana.ref
        other.done({"type": "leave", "room": room})
        assert socket.until("member", change="left")["target"] == beto.ref
        other.refused({"type": "text", "room": room, "msg": "x"}, "forbidden", 403)


# -- how a frame is made ------------------------------------------------------------------------------------

def test_a_text_may_come_in_pieces_with_a_ping_between(raw):
    raw.send_frame(1, PING[:5], fin=False)
    raw.send_frame(9, b"still there?")
    raw.send_frame(0, PING[5:9], fin=False)
    raw.send_frame(0, b"", fin=False)
    raw.send_frame(0, PING[9:])
    assert raw.read_frame() == (10, b"still there?")
    assert answered(raw)["type"] == "pong"


def test_a_piece_may_end_inside_a_character(raw):
    data = '{"type":"ping","id":"ñ"}'.encode()
    middle = data.index(0xC3) + 1
    raw.send_frame(1, data[:middle], fin=False)
    raw.send_frame(0, data[middle:])
    assert answered(raw) == {"type": "pong", "id": "ñ"}


def test_the_closing_handshake_gives_the_code_back(raw):
    raw.send_frame(8, struct.pack(">H", 1000) + b"bye")
    assert raw.read_close() == 1000
    assert raw.read_to_end() == b""


def test_a_frame_of_exactly_the_limit_is_read(raw):
    padding = 65536 - len(PING) - len(',"x":""')
    raw.send_frame(1, PING[:-1] + ',"x":"' + "x" * padding + '"}')
    assert answered(raw)["type"] == "pong"


BAD = {
    "binary": (1003, [dict(opcode=2, payload=b"x")]),
    "binary in pieces": (1003, [dict(opcode=2, payload=b"x", fin=False), dict(opcode=0, payload=b"y")]),
    "invalid UTF-8": (1007, [dict(opcode=1, payload=b'{"type":"\xff"}')]),
    "overlong UTF-8": (1007, [dict(opcode=1, payload=b'"\xc0\xaf"')]),
    "a surrogate in UTF-8": (1007, [dict(opcode=1, payload=b'"\xed\xa0\x80"')]),
    "a character cut off": (1007, [dict(opcode=1, payload=b'"\xc3')]),
    "a byte over the limit": (1009, [dict(opcode=1, payload=b"x" * 65537)]),
    "a length only told": (1009, [dict(opcode=1, payload=b"", length=2**40)]),
    "a length of 64 bits": (1002, [dict(opcode=1, payload=b"", length=2**63)]),
    "too long in pieces": (1009, [dict(opcode=1, payload=b"x" * 40000, fin=False),
                                  dict(opcode=0, payload=b"x" * 40000)]),
    "not masked": (1002, [dict(opcode=1, payload=PING, mask=False)]),
    "reserved opcode": (1002, [dict(opcode=3, payload=b"x")]),
    "reserved control opcode": (1002, [dict(opcode=11)]),
    "reserved bit 1": (1002, [dict(opcode=1, payload=PING, rsv=4)]),
    "reserved bit 2": (1002, [dict(opcode=1, payload=PING, rsv=2)]),
    "reserved bit 1 on a continuation": (1002, [dict(opcode=1, payload=PING[:5], fin=False),
                                               dict(opcode=0, payload=PING[5:], rsv=4)]),
    "a long ping": (1002, [dict(opcode=9, payload=b"x" * 126)]),
    "a ping in pieces": (1002, [dict(opcode=9, payload=b"x", fin=False)]),
    "a continuation of nothing": (1002, [dict(opcode=0, payload=b"x")]),
    "a new text inside another": (1002, [dict(opcode=1, payload=b"x", fin=False),
                                         dict(opcode=1, payload=b"y")]),
    "a close of one byte": (1002, [dict(opcode=8, payload=b"\x03")]),
    "a close with 1005": (1002, [dict(opcode=8, payload=close_payload(1005))]),
    "a close with 999": (1002, [dict(opcode=8, payload=close_payload(999))]),
    "a reason that is no UTF-8": (1007, [dict(opcode=8, payload=close_payload(1000, b"\xff"))]),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_frame_closes_with_its_code(raw, name):
    code, frames = BAD[name]
    for frame in frames:
        raw.send_frame(**frame)
    assert raw.read_close() == code


@pytest.mark.parametrize("head", [b"\x81\xfe\x00\x05", b"\x81\xff\x00\x00\x00\x00\x00\x00\x00\x7d"])
def test_a_length_told_in_more_bytes_than_needed_closes_with_1002(raw, head):
    raw.send(head + b"\0\0\0\0" + b"x" * 125)
    assert raw.read_close() == 1002


DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\n"


def test_trap_1_a_deflate_bomb_closes_with_1009(server, ana):
    for data in (b"x" * 65537, b" " * 60_000_000):
        with RawWebSocket(server, f"/ws?token={ana.token}", DEFLATE) as raw:
            assert "permessage-deflate" in raw.answer.header("Sec-WebSocket-Extensions")
            raw.send_frame(1, deflated(data), rsv=4)
            assert raw.read_close() == 1009


def test_a_broken_deflate_stream_ends_the_socket_only(server, ana):
    with RawWebSocket(server, f"/ws?token={ana.token}", DEFLATE) as raw:
        raw.send_frame(1, b"\xff" * 40, rsv=4)
        assert raw.read_close() == 1007
    assert ana.get("/auth/me").status == 200


# -- the upgrade --------------------------------------------------------------------------------------------

def handshake(server, token, **changed):
    fields = {"Host": server.address, "Upgrade": "websocket", "Connection": "Upgrade",
              "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13", **changed}
    method, version = fields.pop("method", "GET"), fields.pop("version", "1.1")
    lines = [f"{method} {fields.pop('path', '/ws')}?token={token} HTTP/{version}"]
    lines += [f"{name}: {value}" for name, value in fields.items() if value is not None]
    return send_raw(server, "\r\n".join(lines) + "\r\n\r\n")


def test_trap_6_a_lax_handshake_is_refused(server, ana):
    name = "Sec-WebSocket-Key"
    for changed in ({name: None}, {name: "x"}, {name: "dGhlIHNhbXBsZQ=="}, {name: "!" * 24},
                    {"Connection": "close"}, {"version": "1.0"}, {"Upgrade": "h2c"}):
        answer = handshake(server, ana.token, **changed)
        assert answer.status in (400, 426), (changed, answer)
    for version in ("7", "8", "14", "x", None):
        answer = handshake(server, ana.token, **{"Sec-WebSocket-Version": version})
        assert answer.status in (400, 426), (version, answer)
        if answer.status == 426:
            assert answer.header("Sec-WebSocket-Version") == "13"
    assert handshake(server, ana.token, method="POST").status == 405
    assert handshake(server, ana.token, path="/rooms").status != 101
    answer = handshake(server, ana.token, Connection="keep-alive, upgrade", Upgrade="WebSocket")
    assert answer.status == 101
    assert answer.header("Sec-WebSocket-Accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


# -- time ---------------------------------------------------------------------------------------------------

def test_a_heartbeat_comes_with_the_heads(start_server):
    server = start_server(heartbeat_ms=200)
    ana = guest(server)
    room = ana.make_room()["id"]
    with ana.enter(room) as socket:
        assert socket.welcome["heartbeat_ms"] == 200
        head = socket.post(room, "x")["seq"]
        assert socket.until("heartbeat", heads={room: head})
        for _ in range(3):
            assert socket.until("heartbeat")["heads"] == {room: head}


def test_who_gives_no_sign_of_life_is_closed_with_4009(start_server):
    server = start_server(heartbeat_ms=200, heartbeat_grace_ms=200)
    ana = guest(server)
    with RawWebSocket(server, f"/ws?token={ana.token}") as silent, ana.connect() as lively:
        opcodes = []
        while 8 not in opcodes:
            opcode, payload = silent.read_frame()
            opcodes.append(opcode)
        assert struct.unpack(">H", payload[:2])[0] == 4009 and 9 in opcodes
        assert lively.ask({"type": "ping"})["type"] == "pong", "answering pings is a sign of life"


@pytest.mark.slow
def test_a_slow_reader_is_closed_with_4008_and_loses_nothing(start_server):
    server = start_server(linger_ms=60000, heartbeat_grace_ms=60000)
    ana, beto = guest(server), guest(server, "beto")
    room = ana.make_room()["id"]
    beto.join(room)
    with RawWebSocket(server, f"/ws/chat/{room}?token={beto.token}") as slow, ana.enter(room) as writer:
        joined = json.loads(slow.read_frame()[1]), json.loads(slow.read_frame()[1])
        joined = next(frame for frame in joined if frame["type"] == "joined")
        # Enough to fill what the two kernels hold (several MiB) and the backlog of one.
        for number in range(1500):
            writer.done({"type": "message", "room": room, "text": f"{number} " + "漢" * 3900})
        heard, code = [], None
        while code is None:
            opcode, payload = slow.read_frame()
            frame = json.loads(payload) if opcode == 1 else {}
            heard += [frame["seq"]] if frame.get("type") in ("message", "member") else []
            code = struct.unpack(">H", payload[:2])[0] if opcode == 8 else None
    assert code == 4008
    last = heard[-1] if heard else joined["head"]
    assert heard == list(range(joined["head"] + 1, last + 1))
    with beto.connect() as back:
        assert back.join(room, epoch=joined["epoch"], after=last)["recovered"] is True
        rest = [back.until("message")["seq"] for _ in range(1500 - len(heard))]
    assert rest == list(range(last + 1, last + 1 + len(rest)))
