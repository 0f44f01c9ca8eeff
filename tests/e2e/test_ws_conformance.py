"""RFC 6455 bit by bit, against ws_echo: framing, pings, reserved bits, opcodes, fragments, closing, handshake.

The cases are those of the Autobahn test suite, sections 1 to 5 and 7; UTF-8 and compression have files of their own."""
import socket as sockets

import pytest

from chat.echo import Echo
from chat.raw import RawSocket, close_payload, frame, send_raw

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
MIB = 1 << 20


@pytest.fixture(scope="module")
def echo():
    running = Echo(size=16 * MIB)
    yield running
    running.end()


@pytest.fixture
def raw(echo):
    with echo.connect() as connection:
        yield connection


def failed(raw, code):
    """The socket was failed with this code, as its last word, and the stream ended in order."""
    frames = raw.read_last()
    assert frames and frames[-1] == (CLOSE, close_payload(code)), frames
    return frames[:-1]


# -- 1: framing ---------------------------------------------------------------------------------------------

@pytest.mark.parametrize("opcode", [TEXT, BINARY])
@pytest.mark.parametrize("chop", [0, 1, 997])
def test_messages_of_every_length_form_come_back(raw, opcode, chop):
    for size in (0, 1, 125, 126, 127, 128, 65535, 65536):
        payload = (b"*" if opcode == TEXT else b"\xfe") * (min(size, 300) if chop == 1 else size)
        data = frame(opcode, payload)
        for at in range(0, len(data), chop or len(data)):
            raw.send(data[at:at + (chop or len(data))])
        assert raw.read_frame() == (opcode, payload)


@pytest.mark.parametrize("head", [b"\xfe\x00\x00", b"\xfe\x00\x7d", b"\xff" + b"\0" * 8,
                                  b"\xff" + b"\0" * 6 + b"\xff\xff", b"\xff\x80" + b"\0" * 7, b"\xff" * 9])
@pytest.mark.parametrize("opcode", [TEXT, BINARY])
def test_trap_6_a_length_that_is_not_the_shortest_or_of_64_bits_is_1002(raw, head, opcode):
    raw.send(bytes([0x80 | opcode]) + head + b"mask")
    failed(raw, 1002)


# -- 2: pings and pongs -------------------------------------------------------------------------------------

@pytest.mark.parametrize("payload", [b"", b"hello", b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff", b"\xfe" * 125])
def test_a_ping_is_answered_with_its_payload(raw, payload):
    raw.send_frame(PING, payload)
    assert raw.read_frame() == (PONG, payload)


def test_a_ping_of_126_bytes_is_1002(raw):
    raw.send_frame(PING, b"\xfe" * 126)
    failed(raw, 1002)


def test_ten_pings_are_answered_in_order_however_they_come(raw):
    pings = b"".join(frame(PING, str(number)) for number in range(10))
    raw.send(pings)
    for byte in pings:
        raw.send(bytes([byte]))
    for _ in range(2):
        assert [raw.read_frame() for _ in range(10)] == [(PONG, str(number).encode()) for number in range(10)]


def test_a_pong_nobody_asked_for_is_left(raw):
    for payload in (b"", b"unsolicited"):
        raw.send_frame(PONG, payload)
    raw.send_frame(PING, b"x")
    assert raw.read_frame() == (PONG, b"x")


# -- 3 and 4: reserved bits and opcodes ---------------------------------------------------------------------

@pytest.mark.parametrize("opcode", [TEXT, BINARY, CLOSE, PING, PONG])
@pytest.mark.parametrize("rsv", range(1, 8))
def test_a_reserved_bit_is_1002_after_what_came_before_it(raw, rsv, opcode):
    raw.send(frame(TEXT, "before") + frame(opcode, b"", rsv=rsv) + frame(TEXT, "after"))
    assert failed(raw, 1002) == [(TEXT, b"before")]


@pytest.mark.parametrize("opcode", [3, 4, 5, 6, 7, 11, 12, 13, 14, 15])
@pytest.mark.parametrize("payload", [b"", b"reserved"])
def test_a_reserved_opcode_is_1002(raw, opcode, payload):
    raw.send(frame(TEXT, "before") + frame(opcode, payload))
    assert failed(raw, 1002) == [(TEXT, b"before")]


@pytest.mark.parametrize("opcode", [TEXT, BINARY, CLOSE, PING])
def test_a_frame_without_a_mask_is_1002(raw, opcode):
    raw.send_frame(opcode, b"", mask=False)
    failed(raw, 1002)


def test_a_broken_header_is_refused_before_the_rest_of_it_comes(raw):
    raw.send(b"\x83\xff")
    failed(raw, 1002)


# -- 5: fragments -------------------------------------------------------------------------------------------

@pytest.mark.parametrize("opcode", [PING, PONG, CLOSE])
def test_a_control_frame_in_pieces_is_1002(raw, opcode):
    raw.send(frame(opcode, b"", fin=False) + frame(0, b""))
    failed(raw, 1002)


@pytest.mark.parametrize("opcode", [TEXT, BINARY])
@pytest.mark.parametrize("pieces", [[b"", b""], [b"", b"", b""], [b"", b"middle", b""], [b"a", b"b"],
                                    [b"one", b"two", b"three"]])
def test_a_message_in_pieces_comes_back_whole_with_pings_between(raw, opcode, pieces):
    for index, piece in enumerate(pieces):
        raw.send_frame(opcode if index == 0 else 0, piece, fin=index == len(pieces) - 1)
        if index < len(pieces) - 1:
            raw.send_frame(PING, piece)
            assert raw.read_frame() == (PONG, piece)
    assert raw.read_frame() == (opcode, b"".join(pieces))


@pytest.mark.parametrize("fin", [True, False])
def test_a_continuation_of_nothing_is_1002(raw, fin):
    raw.send(frame(TEXT, "whole") + frame(0, b"nothing", fin=fin) + frame(TEXT, "x"))
    assert failed(raw, 1002) == [(TEXT, b"whole")]


@pytest.mark.parametrize("opcode", [TEXT, BINARY])
def test_a_new_message_inside_another_is_1002(raw, opcode):
    raw.send(frame(TEXT, "one", fin=False) + frame(opcode, "two"))
    assert failed(raw, 1002) == []


# -- 7: closing ---------------------------------------------------------------------------------------------

GOOD_CODES = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999]
BAD_CODES = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535]


@pytest.mark.parametrize("code", GOOD_CODES)
@pytest.mark.parametrize("reason", [b"", "adiós".encode(), b"*" * 123])
def test_a_good_close_code_is_said_back(raw, code, reason):
    raw.send_frame(CLOSE, close_payload(code, reason))
    assert raw.read_last() == [(CLOSE, close_payload(code))]


@pytest.mark.parametrize("code", BAD_CODES)
def test_a_close_code_that_is_none_is_1002(raw, code):
    raw.send_frame(CLOSE, close_payload(code, b"reason"))
    failed(raw, 1002)


def test_a_close_without_a_code_is_answered_without_one(raw):
    raw.send_frame(CLOSE)
    assert raw.read_last() == [(CLOSE, b"")]


@pytest.mark.parametrize("payload, code", [(b"\x03", 1002), (close_payload(1000, b"*" * 124), 1002),
                                           (close_payload(1000, b"\xce\xba\xed\xa0\x80"), 1007)])
def test_a_broken_close_is_failed(raw, payload, code):
    raw.send_frame(CLOSE, payload)
    failed(raw, code)


@pytest.mark.parametrize("after", [frame(TEXT, "late"), frame(PING, b"late"), frame(CLOSE), frame(0, b"late"),
                                   b"\xff" * 4096])
def test_nothing_is_done_after_a_close(raw, after):
    raw.send(frame(TEXT, "before") + frame(TEXT, "half", fin=False) + frame(CLOSE, close_payload(1000)) + after)
    assert raw.read_last() == [(TEXT, b"before"), (CLOSE, close_payload(1000))]


def test_what_was_asked_before_the_close_is_answered_in_full(raw):
    data = b"x" * (4 * MIB)
    raw.send(frame(BINARY, data) + frame(CLOSE, close_payload(1001)))
    assert raw.read_last() == [(BINARY, data), (CLOSE, close_payload(1001))]


def test_a_peer_that_ends_without_a_close_is_let_go_and_gets_what_it_was_owed(echo, raw):
    data = b"x" * MIB
    raw.send(frame(BINARY, data) + frame(TEXT, "never whole", fin=False))
    raw.end_sending()
    assert raw.read_last() == [(BINARY, data)]
    with echo.connect() as other:
        other.send_frame(TEXT, "still here")
        assert other.read_frame() == (TEXT, b"still here")


@pytest.mark.parametrize("code, bad", [(1002, frame(3)), (1007, frame(TEXT, b"\xff")),
                                       (1009, frame(BINARY, b"", length=16 * MIB + 1))])
def test_trap_3_who_still_sends_megabytes_hears_why_it_was_failed(raw, code, bad):
    raw.send(bad)
    raw.send(b"\0" * (5 * MIB))
    failed(raw, code)


# -- 9: speed -----------------------------------------------------------------------------------------------

@pytest.mark.parametrize("piece", [64, 65536, 16 * MIB])
def test_large_messages_come_back_in_whatever_pieces(raw, piece):
    data = b"ABCDEFGHIJKLMNOP" * ((4 * MIB if piece == 64 else 16 * MIB) // 16)
    ends = range(0, len(data), piece)
    raw.send(b"".join(frame(BINARY if at == 0 else 0, data[at:at + piece], fin=at == ends[-1]) for at in ends))
    assert raw.read_frame() == (BINARY, data)


def test_a_message_may_come_byte_by_byte(raw):
    raw._socket.setsockopt(sockets.IPPROTO_TCP, sockets.TCP_NODELAY, 1)
    data = b"x" * 2000
    for byte in frame(TEXT, data):
        raw.send(bytes([byte]))
    assert raw.read_frame() == (TEXT, data)


def test_a_message_of_the_limit_passes_and_one_byte_more_is_1009_at_its_header(echo):
    data = b"y" * (16 * MIB)
    with echo.connect() as raw:
        raw.send_frame(BINARY, data)
        assert raw.read_frame() == (BINARY, data)
        raw.send(frame(BINARY, b"", length=16 * MIB + 1))
        failed(raw, 1009)
    with echo.connect() as raw:
        raw.send(frame(BINARY, data[1:], fin=False) + frame(0, b"z", fin=False) + frame(0, b"", length=1))
        failed(raw, 1009)


# -- the handshake ------------------------------------------------------------------------------------------

HANDSHAKE = {"Host": "x", "Upgrade": "websocket", "Connection": "Upgrade",
             "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13"}


def handshake(echo, method="GET", version="1.1", body="", **changed):
    fields = {**HANDSHAKE, **{name.replace("_", "-"): value for name, value in changed.items()}}
    lines = [f"{method} /any/path HTTP/{version}"]
    for name, value in fields.items():
        lines += [f"{name}: {each}" for each in (value if isinstance(value, list) else [value]) if each is not None]
    return send_raw(echo, "\r\n".join(lines) + "\r\n\r\n" + body)


@pytest.mark.parametrize("changed", [
    {}, {"Upgrade": "WebSocket"}, {"Upgrade": "h2c, websocket"}, {"Upgrade": ["h2c", "WEBSOCKET"]},
    {"Connection": "keep-alive, Upgrade"}, {"Connection": ["keep-alive", "upgrade"]}, {"Connection": "UPGRADE"},
    {"Origin": "http://elsewhere.example"}, {"Sec_WebSocket_Protocol": "other"},
    {"Content_Length": "4", "body": "body"},
    {"Transfer_Encoding": "chunked", "body": "4\r\nbody\r\n0\r\n\r\n"}], ids=str)
def test_trap_6_a_good_handshake_is_101(echo, changed):
    answer = handshake(echo, **changed)
    assert answer.status == 101 and answer.header("Sec-WebSocket-Accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    assert answer.header("Upgrade") == "websocket" and answer.header("Connection") == "Upgrade"
    assert answer.header("Sec-WebSocket-Extensions") is answer.header("Sec-WebSocket-Protocol") is None


@pytest.mark.parametrize("status, changed", [
    *[(426, {"Sec_WebSocket_Version": version})
      for version in (None, "", "7", "8", "0", "14", "013", "13, 8", ["13", "13"], "x")],
    *[(400, {"Sec_WebSocket_Key": key}) for key in (None, "", "x", "dGhlIHNhbXBsZQ==", "!" * 22 + "==", "A" * 24,
                                                    "A" * 25 + "=", ["dGhlIHNhbXBsZSBub25jZQ=="] * 2)],
    (426, {"Upgrade": None}), (426, {"Upgrade": "websockets"}), (426, {"Connection": None}),
    (426, {"Connection": "close"}), (426, {"version": "1.0"}), (426, {"method": "POST", "Content_Length": "0"}),
    *[(400, {"Sec_WebSocket_Extensions": offer})
      for offer in ('x; y="', "x; =1", "x y", ";", 'x; y="a,b"', "x; y=")]], ids=str)
def test_trap_6_a_bad_handshake_is_400_or_426_which_names_the_version(echo, status, changed):
    answer = handshake(echo, **changed)
    assert answer.status == status
    if status == 426:
        assert answer.header("Sec-WebSocket-Version") == "13" and answer.header("Upgrade") == "websocket"


@pytest.mark.parametrize("offers", ["workchat.v1", "workchat.v1, other", "other,workchat.v1",
                                    ["other", "workchat.v1"]], ids=str)
def test_trap_6_the_subprotocol_is_found_among_others(echo, offers):
    assert handshake(echo, Sec_WebSocket_Protocol=offers).header("Sec-WebSocket-Protocol") == "workchat.v1"


def test_what_is_sent_right_behind_the_handshake_is_read(echo):
    with echo.connect() as first:
        first.send_frame(TEXT, "x")
        assert first.read_frame() == (TEXT, b"x")
    head = "".join(f"{name}: {value}\r\n" for name, value in HANDSHAKE.items())
    with RawSocket(echo) as raw:
        raw.send(f"GET / HTTP/1.1\r\n{head}\r\n".encode() + frame(TEXT, "early", mask=True))
        assert raw.read_answer().status == 101
        assert raw.read(7) == b"\x81\x05early"
