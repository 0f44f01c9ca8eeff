"""Texts are UTF-8 (RFC 6455, section 8.1), and what is not is 1007 at its first wrong byte: Autobahn, section 6."""
import re

import pytest

from chat.echo import Echo
from chat.raw import close_payload, frame

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


@pytest.fixture(scope="module")
def echo():
    running = Echo(size=65536)
    yield running
    running.end()


def text(*code_points):
    return "".join(map(chr, code_points)).encode("utf-8", "surrogatepass")


VALID = [b"", b"Hello-\xc2\xb5@\xc3\x9f\xc3\xb6\xc3\xa4\xc3\xbc\xc3\xa0\xc3\xa1-UTF-8!!", "κόσμε".encode(),
         # First and last of every length, around the surrogates, and the highest.
         *[text(at) for at in (0, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, 0xD7FF, 0xE000, 0xFFFD, 0x10FFFF)],
         # Noncharacters are characters.
         *[text(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF)],
         *[text(point) for point in range(0xFDD0, 0xFDF0)], text(0xFEFF), "👩‍👩‍👧 ñ 漢字 \U0010ffff".encode()]

INVALID = [
    # Bytes that stand alone, and continuations without a start.
    *[bytes([byte]) for byte in (0x80, 0xBF, 0xC0, 0xC1, 0xF5, 0xF8, 0xFC, 0xFE, 0xFF)], b"\x80\xbf", b"\x80" * 7,
    b"\xfe\xfe\xff\xff",
    # Starts that nothing follows.
    *[bytes([byte, 0x20]) for byte in range(0xC0, 0x100)],
    # The last byte is missing, then every byte after the first.
    b"\xc3", b"\xe2\x82", b"\xe0\xa0", b"\xf0\x90\x80", b"\xf0\x90", b"\xf4", b"\xe2\x28\xa1", b"\xf0\x28\x8c\xbc",
    # Longer than needed.
    b"\xc0\xaf", b"\xc1\xbf", b"\xe0\x80\xaf", b"\xe0\x9f\xbf", b"\xf0\x80\x80\xaf", b"\xf0\x8f\xbf\xbf",
    b"\xf8\x80\x80\x80\xaf", b"\xfc\x80\x80\x80\x80\xaf", b"\xc0\x80", b"\xe0\x80\x80", b"\xf0\x80\x80\x80",
    # Beyond the last code point.
    b"\xf4\x90\x80\x80", b"\xf7\xbf\xbf\xbf", b"\xf8\x88\x80\x80\x80", b"\xfb\xbf\xbf\xbf\xbf",
    b"\xfd\xbf\xbf\xbf\xbf\xbf",
    # Surrogates, alone and in pairs.
    *[text(point) for point in (0xD800, 0xDB7F, 0xDB80, 0xDBFF, 0xDC00, 0xDF80, 0xDFFF)],
    text(0xD800, 0xDC00), text(0xDBFF, 0xDFFF), "κόσμε".encode() + b"\xed\xa0\x80edited",
]


# Unicode 15, table 3-7; and what may still become one of its rows.
WHOLE = (rb"(?:[\x00-\x7f]|[\xc2-\xdf]T|\xe0[\xa0-\xbf]T|[\xe1-\xec\xee\xef]TT|\xed[\x80-\x9f]T|"
         rb"\xf0[\x90-\xbf]TT|[\xf1-\xf3]TTT|\xf4[\x80-\x8f]TT)*")
BEGUN = (rb"(?:[\xc2-\xdf]|\xe0[\xa0-\xbf]?|[\xe1-\xec\xee\xef]T?|\xed[\x80-\x9f]?|"
         rb"\xf0(?:[\x90-\xbf]T?)?|[\xf1-\xf3]T?T?|\xf4(?:[\x80-\x8f]T?)?)?")
GOOD_SO_FAR = re.compile((WHOLE + BEGUN).replace(b"T", b"[\x80-\xbf]"))


def first_wrong(data):
    """How many bytes it takes to see that this is no UTF-8; None: only its end shows it."""
    return next((end for end in range(1, len(data) + 1) if not GOOD_SO_FAR.fullmatch(data[:end])), None)


def assert_1007(raw, before=()):
    assert raw.read_last() == [*before, (CLOSE, close_payload(1007))]


def test_valid_texts_come_back_whole_in_pieces_and_byte_by_byte(echo):
    with echo.connect() as raw:
        for data in VALID:
            middle = len(data) // 2
            bytewise = [frame(0 if at else TEXT, data[at:at + 1], fin=False) for at in range(len(data) or 1)]
            raw.send(frame(TEXT, data) + frame(TEXT, data[:middle], fin=False) + frame(0, data[middle:]))
            raw.send(b"".join(bytewise) + frame(0))
            for _ in range(3):
                assert raw.read_frame() == (TEXT, data)


@pytest.mark.parametrize("data", INVALID, ids=bytes.hex)
def test_invalid_texts_are_1007_at_once_and_at_their_first_wrong_byte(echo, data):
    with echo.connect() as raw:
        raw.send_frame(TEXT, data)
        assert_1007(raw)
    wrong = first_wrong(data)
    with echo.connect() as raw:  # one frame that never ends
        if wrong is None:
            raw.send(frame(TEXT, data, fin=False) + frame(0))
        else:
            raw.send(frame(TEXT, data[:wrong], length=1000))
        assert_1007(raw)
    if wrong is not None:
        with echo.connect() as raw:  # and a message of which the last fragment never comes
            raw.send(frame(TEXT, data[:wrong - 1], fin=False) + frame(PING, b"so far"))
            assert raw.read_frame() == (PONG, b"so far")
            raw.send_frame(0, data[wrong - 1:wrong], fin=False)
            assert_1007(raw)


def test_a_text_is_judged_across_its_chops_and_fails_at_the_byte(echo):
    """Autobahn 6.4: the last chop is wrong before the message is over."""
    for chops in ([b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5", b"\xf4", b"\x90"],
                  ["κόσμε".encode() * 100 + b"\xed", b"\xa0"], [b"x" * 5000, b"\xff"]):
        with echo.connect() as raw:
            data = frame(TEXT, b"".join(chops), length=60000)
            head, rest = data[:-sum(map(len, chops))], data[-sum(map(len, chops)):]
            raw.send(head)
            for chop in chops:
                raw.send(rest[:len(chop)])
                rest = rest[len(chop):]
            assert_1007(raw)


def test_binary_messages_may_be_any_bytes(echo):
    with echo.connect() as raw:
        for data in INVALID:
            raw.send_frame(BINARY, data)
            assert raw.read_frame() == (BINARY, data)
