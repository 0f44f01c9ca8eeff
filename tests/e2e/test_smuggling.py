"""Heads and bodies that two servers would read differently (trap 2): each is 400, and the end."""
import json

import pytest

from chat.raw import RawSocket

HIDDEN = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"
GET = "GET /healthz HTTP/1.1\r\nHost: x\r\n"
POST = "POST /auth/guest HTTP/1.1\r\nHost: x\r\n"
CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n"

SMUGGLING = {
    "a space before the colon": POST + "Content-Length : 5\r\n\r\nhello",
    "a folded header": GET + "X-A: b\r\n c\r\n\r\n",
    "a fold before the first header": "GET /healthz HTTP/1.1\r\n Host: x\r\n\r\n",
    "bare LF after a header": "GET /healthz HTTP/1.1\r\nHost: x\nX-A: b\r\n\r\n",
    "LF LF at the end": "GET /healthz HTTP/1.1\r\nHost: x\n\n",
    "bare LF after the request line": "GET /healthz HTTP/1.1\nHost: x\r\n\r\n",
    "CR inside a value": GET + "X-A: b\rContent-Length: 5\r\n\r\n",
    "NUL inside a value": GET + "X-A: b\0c\r\n\r\n",
    "Content-Length and chunked": POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": POST + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "the same length twice": POST + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    "a list of lengths": POST + "Content-Length: 5, 5\r\n\r\nhello",
    "a length with a sign": POST + "Content-Length: +5\r\n\r\nhello",
    "a negative length": POST + "Content-Length: -5\r\n\r\nhello",
    "a length in hex": POST + "Content-Length: 0x5\r\n\r\nhello",
    "an empty length": POST + "Content-Length:\r\n\r\nhello",
    "a length of two words": POST + "Content-Length: 5 5\r\n\r\nhello",
    "another coding": POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunked not last": POST + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "chunked twice": POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a hidden coding": POST + "Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "chunked in HTTP/1.0": CHUNKED.replace("1.1", "1.0") + "0\r\n\r\n",
    "no name": GET + ": b\r\n\r\n",
    "no colon": GET + "X-A\r\n\r\n",
    "a name with a bracket": GET + "X(A): b\r\n\r\n",
    "a name beyond ASCII": GET + "X-\u00f1: b\r\n\r\n",
    "no Host": "GET /healthz HTTP/1.1\r\n\r\n",
    "two Hosts": GET + "Host: y\r\n\r\n",
    "a bad Host": "GET /healthz HTTP/1.1\r\nHost: x y\r\n\r\n",
    "HTTP/2.0": "GET /healthz HTTP/2.0\r\nHost: x\r\n\r\n",
    "no version": "GET /healthz\r\nHost: x\r\n\r\n",
    "a tab in the request line": "GET\t/healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "two spaces in the request line": "GET  /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "a bad chunk size": CHUNKED + "x\r\nhello\r\n0\r\n\r\n",
    "a chunk size with a sign": CHUNKED + "+5\r\nhello\r\n0\r\n\r\n",
    "a huge chunk size": CHUNKED + "ffffffffffffffffff\r\nhello\r\n0\r\n\r\n",
    "a chunk longer than told": CHUNKED + "3\r\nhello\r\n0\r\n\r\n",
    "bare LF after a chunk size": CHUNKED + "5\nhello\r\n0\r\n\r\n",
    "a TLS hello": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "x" * 100 + "\r\n\r\n",
}
OTHERWISE = {"HTTP/2.0": (400, 505), "a huge chunk size": (400, 413), "another coding": (400, 501)}


@pytest.mark.parametrize("name", SMUGGLING)
def test_trap_2_a_head_that_can_be_read_in_two_ways_is_400_and_the_end(server, name):
    with RawSocket(server) as connection:
        connection.send(SMUGGLING[name].encode("latin-1") + HIDDEN.encode())
        answer = connection.read_answer()
        assert json.loads(answer.body)["error"]["code"] in ("bad_request", "too_large"), answer
        assert answer.status in OTHERWISE.get(name, (400,)), answer
        assert connection.read_to_end() == b"", "what stood behind it was answered"
