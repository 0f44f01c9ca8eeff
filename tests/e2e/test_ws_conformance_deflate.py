"""permessage-deflate (RFC 7692) bit by bit, against ws_echo: Autobahn, sections 12 and 13, and what it leaves out."""
import os
import random
import zlib

import pytest

from chat.echo import OFFER, Echo
from chat.process import resident
from chat.raw import close_payload, deflated, frame, inflated
from chat.server import BUILD

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
MOST = 1 << 20
RSV1 = 4
plain_memory = pytest.mark.skipif("san" in BUILD.name, reason="a sanitizer's memory is not the server's")


@pytest.fixture(scope="module")
def echo():
    running = Echo(size=MOST)
    yield running
    running.end()


@pytest.fixture
def raw(echo):
    with echo.connect(OFFER) as connection:
        assert connection.extension
        yield connection


def failed(raw, code):
    assert raw.read_last() == [(CLOSE, close_payload(code))]


def json_like(size):
    words = random.Random(size)
    made = [f'{{"seq":{words.randrange(10**6)},"text":"ñandú {words.random()}"}},' for _ in range(size // 40 + 1)]
    return "".join(made).encode()[:size].decode(errors="ignore").encode()


# -- agreeing on it -----------------------------------------------------------------------------------------

BOTH = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"


def offer(*values):
    return "".join(f"Sec-WebSocket-Extensions: {value}\r\n" for value in values)


@pytest.mark.parametrize("values", [
    ["permessage-deflate"], ["permessage-deflate; client_max_window_bits"],
    ["permessage-deflate;client_max_window_bits=9"], ['permessage-deflate; client_max_window_bits="15"'],
    ["permessage-deflate; server_no_context_takeover"], ["x-webkit-deflate-frame, permessage-deflate"],
    ["permessage-deflate ; client_no_context_takeover ; client_max_window_bits = 8"],
    ["x-other; a=b; c=\"d\"", "permessage-deflate"], ["permessage-deflate; unheard_of, permessage-deflate"],
    ["permessage-deflate; server_max_window_bits=7, permessage-deflate; client_max_window_bits"],
    ["permessage-deflate; client_max_window_bits=99", "permessage-deflate; client_no_context_takeover"],
    [", permessage-deflate,"]], ids=str)
def test_an_offer_that_can_be_served_is_taken_wherever_it_stands(echo, values):
    with echo.connect(offer(*values)) as raw:
        assert raw.extension == BOTH
        raw.send_frame(TEXT, deflated(b"hola" * 100), rsv=RSV1)
        assert raw.read_frame() == (TEXT, b"hola" * 100)


@pytest.mark.parametrize("bits", range(8, 16))
@pytest.mark.parametrize("context", ["", "; server_no_context_takeover"])
def test_a_smaller_window_is_agreed_to_and_kept_to(echo, bits, context):
    data = json_like(40000)
    asked = f"permessage-deflate; server_max_window_bits={bits}{context}; client_max_window_bits"
    with echo.connect(offer(asked)) as raw:
        assert raw.extension == f"{BOTH}; server_max_window_bits={bits}"
        for _ in range(2):
            raw.send_frame(TEXT, deflated(data), rsv=RSV1)
            first, payload = raw._read_bits()
            assert first == 0xC1 and inflated(payload, max(bits, 9)) == data


@pytest.mark.parametrize("value", [
    "permessage-deflate; client_max_window_bits=7", "permessage-deflate; client_max_window_bits=16",
    "permessage-deflate; client_max_window_bits=x", "permessage-deflate; client_max_window_bits=010",
    "permessage-deflate; server_max_window_bits", "permessage-deflate; server_max_window_bits=0",
    "permessage-deflate; server_max_window_bits=-9", "permessage-deflate; server_no_context_takeover=1",
    'permessage-deflate; client_no_context_takeover="true"', "permessage-deflate; unknown", "permessage-deflate; unknown=1",
    "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
    "permessage-deflate; client_max_window_bits=10; client_max_window_bits",
    "permessage-deflate; server_max_window_bits=10; server_max_window_bits=10",
    "permessage_deflate", "deflate-frame", "permessage-bzip2", ""])
def test_trap_6_an_offer_that_cannot_be_served_leaves_a_plain_socket(echo, value):
    with echo.connect(offer(value)) as raw:
        assert raw.extension is None
        raw.send_frame(TEXT, "plain")
        assert raw.read_frame() == (TEXT, b"plain")
        raw.send_frame(TEXT, deflated(b"x"), rsv=RSV1)
        failed(raw, 1002)


def test_who_does_not_offer_it_gets_none_and_neither_does_anybody_where_it_is_off(raw):
    plain = Echo(deflate=False)
    with plain.connect(OFFER) as other:
        assert other.extension is None
        other.send_frame(TEXT, "plain")
        assert other._read_bits() == (0x81, b"plain")
    plain.end()


# -- messages -----------------------------------------------------------------------------------------------

@pytest.mark.parametrize("opcode", [TEXT, BINARY])
@pytest.mark.parametrize("size, count", [(0, 50), (16, 300), (64, 300), (256, 300), (1024, 200), (4096, 100),
                                         (32768, 30), (131072, 10)])
def test_many_messages_of_many_sizes_come_back(raw, opcode, size, count):
    data = json_like(size) if opcode == TEXT else os.urandom(size)
    raw.send(frame(opcode, deflated(data), rsv=RSV1) * count)
    for _ in range(count):
        assert raw.read_frame() == (opcode, data)


@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_a_compressed_message_may_come_in_pieces_with_pings_between(raw, piece):
    data = json_like(3000)
    packed = deflated(data)
    for at in range(0, len(packed), piece):
        raw.send(frame(0 if at else TEXT, packed[at:at + piece], fin=False, rsv=0 if at else RSV1) + frame(PING, b"?"))
        assert raw.read_frame() == (PONG, b"?")
    raw.send_frame(0)
    assert raw.read_frame() == (TEXT, data)


def test_plain_messages_may_come_beside_compressed_ones(raw):
    raw.send(frame(TEXT, "plain") + frame(TEXT, deflated(b"packed"), rsv=RSV1) + frame(TEXT, "plain again"))
    assert [raw.read_frame()[1] for _ in range(3)] == [b"plain", b"packed", b"plain again"]


def stored(data):
    return b"\0" + len(data).to_bytes(2, "little") + (len(data) ^ 0xFFFF).to_bytes(2, "little") + data


FORMS = {
    "RFC 7692's Hello": (b"\xf2\x48\xcd\xc9\xc9\x07\x00", b"Hello"),
    "its stored block": (b"\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00", b"Hello"),
    "its final block": (b"\xf3\x48\xcd\xc9\xc9\x07\x00\x00", b"Hello"),
    "its two blocks": (b"\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00", b"Hello"),
    "its empty one": (b"\x00", b""),
    "an empty final block": (b"\x03\x00\x00", b""),
    "blocks behind a final one": (deflated(b"one ", final=True)[:-1] + deflated(b"two"), b"one two"),
    "stored blocks only": (stored(b"a" * 60000) + stored(b"b") + b"\0", b"a" * 60000 + b"b"),
    "no compression": (zlib.compressobj(0, zlib.DEFLATED, -15).compress(b"") + stored(b"zero") + b"\0", b"zero"),
    "a small window": (deflated(b"ab" * 5000, window=9), b"ab" * 5000),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_a_stream_is_understood(raw, name):
    packed, data = FORMS[name]
    for _ in range(2):  # the second meets nothing of the first
        raw.send_frame(TEXT, packed, rsv=RSV1)
        assert raw.read_frame() == (TEXT, data)


LONG = deflated(json_like(3000))
BROKEN = {
    "noise": b"\xff" * 40, "a reserved block type": b"\x07", "a stored block that lies": b"\x00\x05\x00\x00\x00Hello",
    "cut off in its codes": LONG[:10], "cut off in its text": LONG[:len(LONG) // 2], "without its last byte": LONG[:-1],
    "cut off in a stored block": stored(b"Hello")[:-4],
    "garbage behind a final block": deflated(b"x", final=True) + b"\xde\xad\xbe\xef",
    "a stream behind it that is cut off": deflated(b"x", final=True)[:-1] + LONG[:50],
    "the empty block's end too": deflated(b"Hello") + b"\0\0\xff\xff", "a zlib header": zlib.compress(b"Hello"),
    "a copy from before its beginning": deflated(b"Hello Hello Hello", before=b"Hello Hello Hello"),
    "invalid UTF-8": deflated(b"fine\xc3\x28"), "a character cut off": deflated("ñ".encode()[:1]),
    "a surrogate": deflated(b"\xed\xa0\x80"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("pieces", [1, 2])
def test_a_stream_that_is_broken_or_cut_off_is_1007(raw, name, pieces):
    packed = BROKEN[name]
    middle = len(packed) // 2 if pieces == 2 else len(packed)
    raw.send(frame(TEXT, packed[:middle], fin=pieces == 1, rsv=RSV1))
    if pieces == 2:
        raw.send(frame(0, packed[middle:]))
    failed(raw, 1007)


def test_invalid_utf8_is_1007_before_the_compressed_message_ends(raw):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b"fine \xff") + packer.flush(zlib.Z_SYNC_FLUSH)
    raw.send(frame(TEXT, packed, fin=False, rsv=RSV1))
    failed(raw, 1007)


@pytest.mark.parametrize("bad", [frame(PING, b"", rsv=RSV1), frame(CLOSE, b"", rsv=RSV1), frame(PONG, b"x", rsv=RSV1),
                                 frame(TEXT, deflated(b"x"), rsv=RSV1 | 2), frame(TEXT, deflated(b"x"), rsv=RSV1 | 1),
                                 frame(TEXT, b"", fin=False, rsv=RSV1) + frame(0, b"\0", rsv=RSV1),
                                 frame(TEXT, b"", fin=False) + frame(0, b"", rsv=RSV1)])
def test_trap_6_rsv1_stands_on_the_first_frame_of_a_message_only(raw, bad):
    raw.send(bad)
    failed(raw, 1002)


# -- how much -----------------------------------------------------------------------------------------------

@pytest.mark.parametrize("make", [lambda size: b"x" * size, os.urandom], ids=["packs well", "does not pack"])
def test_a_message_of_the_limit_passes_and_one_byte_more_is_1009(raw, make):
    data = make(MOST)
    raw.send_frame(BINARY, deflated(data), rsv=RSV1)
    assert raw.read_frame() == (BINARY, data)
    raw.send(frame(BINARY, deflated(data) + b"\0\0\xff\xff", fin=False, rsv=RSV1) + frame(PING, b"so far"))
    assert raw.read_frame() == (PONG, b"so far")
    raw.send_frame(0, deflated(b"y"))
    failed(raw, 1009)


@plain_memory
def test_trap_1_a_bomb_is_1009_and_costs_no_more_than_the_limit(echo):
    bomb = deflated(b" " * (100 << 20))
    before = resident(echo)
    sockets = [echo.connect(OFFER) for _ in range(20)]
    for raw in sockets:
        raw.send(frame(TEXT, bomb, rsv=RSV1))
    for raw in sockets:
        failed(raw, 1009)
    assert resident(echo) - before < 20 * 2 * MOST
    for raw in sockets:
        raw.__exit__()


@plain_memory
def test_trap_1_a_socket_keeps_a_stream_only_while_a_message_is_in_flight(echo):
    sockets = [echo.connect(OFFER) for _ in range(200)]
    before = resident(echo)
    for raw in sockets:
        raw.send_frame(TEXT, deflated(json_like(2000)), rsv=RSV1)
        raw.read_frame()
    assert (resident(echo) - before) / len(sockets) < 8192
    for raw in sockets:
        raw.__exit__()
