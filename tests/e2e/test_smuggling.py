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
    "a chunk size in C's hex": CHUNKED + "0x5\r\nhello\r\n0\r\n\r\n",
    "a negative chunk size": CHUNKED + "-5\r\nhello\r\n0\r\n\r\n",
    "a chunk size with a space": CHUNKED + "5 \r\nhello\r\n0\r\n\r\n",
    "a chunk size after a space": CHUNKED + " 5\r\nhello\r\n0\r\n\r\n",
    "no chunk size": CHUNKED + "\r\nhello\r\n0\r\n\r\n",
    "an extension without a size": CHUNKED + ";a=b\r\nhello\r\n0\r\n\r\n",
    "seventeen digits of a chunk size": CHUNKED + "00000000000000005\r\nhello\r\n0\r\n\r\n",
    "a chunk size that overflows": CHUNKED + "10000000000000005\r\nhello\r\n0\r\n\r\n",
    "a chunk size of all ones": CHUNKED + "ffffffffffffffff\r\nhello\r\n0\r\n\r\n",
    "bare LF in a chunk extension": CHUNKED + "5;a\nb\r\nhello\r\n0\r\n\r\n",
    "CR in a chunk extension": CHUNKED + "5;a\rb\r\nhello\r\n0\r\n\r\n",
    "NUL in a chunk extension": CHUNKED + "5;a\0b\r\nhello\r\n0\r\n\r\n",
    "an extension that never ends": CHUNKED + "5;" + "x" * 300 + "\r\nhello\r\n0\r\n\r\n",
    "no CRLF after a chunk": CHUNKED + "5\r\nhello0\r\n\r\n",
    "bare LF after a chunk": CHUNKED + "5\r\nhello\n0\r\n\r\n",
    "two bytes that are no CRLF after a chunk": CHUNKED + "5\r\nhelloxx0\r\n\r\n",
    "bare LF after the last chunk": CHUNKED + "0\n\r\n",
    "a trailer without a colon": CHUNKED + "0\r\nGET /hidden HTTP/1.1\r\n\r\n",
    "a folded trailer": CHUNKED + "0\r\nX-A: b\r\n c\r\n\r\n",
    "bare LF in a trailer": CHUNKED + "0\r\nX-A: b\nX-B: c\r\n\r\n",
    "chunked twice in a list": POST + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "identity": POST + "Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello",
    "identity alone": POST + "Transfer-Encoding: identity\r\n\r\nhello",
    "identity, chunked": POST + "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
    "chunked with a parameter": POST + "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n",
    "chunked in quotes": POST + 'Transfer-Encoding: "chunked"\r\n\r\n0\r\n\r\n',
    "an empty coding": POST + "Transfer-Encoding:\r\n\r\n0\r\n\r\n",
    "an empty coding and a length": POST + "Transfer-Encoding:\r\nContent-Length: 5\r\n\r\nhello",
    "a coding with a space before the colon": POST + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a tab before the colon": POST + "Content-Length\t: 5\r\n\r\nhello",
    "a length with a point": POST + "Content-Length: 5.0\r\n\r\nhello",
    "a length with an exponent": POST + "Content-Length: 5e0\r\n\r\nhello",
    "a length with an underscore": POST + "Content-Length: 1_0\r\n\r\nhelloworld",
    "a length in other digits": POST + "Content-Length: \u00b2\r\n\r\nhello",
    "NUL in a name": GET + "X-\0A: b\r\n\r\n",
    "NUL in the target": "GET /healthz\0 HTTP/1.1\r\nHost: x\r\n\r\n",
    "CR in the target": "GET /healthz\rX HTTP/1.1\r\nHost: x\r\n\r\n",
    "a byte beyond ASCII in the target": "GET /\u00f1 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a space in the target": "GET /health z HTTP/1.1\r\nHost: x\r\n\r\n",
    "a space after the version": "GET /healthz HTTP/1.1 \r\nHost: x\r\n\r\n",
    "a tab before the version": "GET /healthz\tHTTP/1.1\r\nHost: x\r\n\r\n",
    "a space before the method": " GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "no method": "/healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "a version in lower case": "GET /healthz http/1.1\r\nHost: x\r\n\r\n",
    "a version of two digits": "GET /healthz HTTP/1.10\r\nHost: x\r\n\r\n",
    "a version of letters": "GET /healthz HTTP/1.x\r\nHost: x\r\n\r\n",
    "HTTP/0.9": "GET /healthz HTTP/0.9\r\nHost: x\r\n\r\n",
    "the preface of HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "two Authorization headers": GET + "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
    "two types of the body": POST + "Content-Type: a/b\r\nContent-Type: c/d\r\nContent-Length: 2\r\n\r\n{}",
    "two Origins": POST + "Origin: http://x\r\nOrigin: http://y\r\nContent-Length: 2\r\n\r\n{}",
    "a TLS hello": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "x" * 100 + "\r\n\r\n",
}
OTHERWISE = {"HTTP/2.0": (505,), "HTTP/0.9": (505,), "the preface of HTTP/2": (505,),
             "a chunk size of all ones": (413,)}


@pytest.mark.parametrize("name", SMUGGLING)
def test_trap_2_a_head_that_can_be_read_in_two_ways_is_400_and_the_end(server, name):
    with RawSocket(server) as connection:
        connection.send(SMUGGLING[name].encode("latin-1") + HIDDEN.encode())
        answer = connection.read_answer()
        assert json.loads(answer.body)["error"]["code"] in ("bad_request", "too_large"), answer
        assert answer.status in OTHERWISE.get(name, (400,)), answer
        assert connection.read_to_end() == b"", "what stood behind it was answered"


def test_trap_2_what_a_trailer_says_changes_nothing(server):
    """Fields that frame, route or sign in are of no account there (RFC 9110, section 6.5.1)."""
    trailers = "Content-Length: 100\r\nTransfer-Encoding: chunked\r\nHost: evil\r\nAuthorization: Bearer x\r\n"
    with RawSocket(server) as connection:
        connection.send(CHUNKED + "0\r\n" + trailers + "\r\n" + GET + "\r\n")
        assert connection.read_answer().status == 400, "no body where one is asked for"
        assert connection.read_answer().status == 200, "and the next request is read where it begins"


def test_trap_2_bodies_that_are_framed_well_are_read_to_their_end(server):
    body = '{"name":"a b"}'
    for size in ("e", "E", "0e", "000000000000000E", 'e;a;b="c d";e=1'):
        with RawSocket(server) as connection:
            connection.send(CHUNKED + f"{size}\r\n{body}\r\n0;x\r\nX-T: v\r\n\r\n" + GET + "\r\n")
            assert json.loads(connection.read_answer().body)["error"]["field"] == "name"
            assert connection.read_answer().status == 200
    for coding in ("Chunked", "\tchunked ", "CHUNKED"):
        with RawSocket(server) as connection:
            connection.send(POST + f"Transfer-Encoding:{coding}\r\n\r\n0\r\n\r\n" + GET + "\r\n")
            assert [connection.read_answer().status for _ in range(2)] == [400, 200]
    for length in ("14", "014", "00000000000000000000000000014"):
        with RawSocket(server) as connection:
            connection.send(POST + f"Content-Length: {length}\r\n\r\n{body}" + GET + "\r\n")
            assert [connection.read_answer().status for _ in range(2)] == [422, 200]


@pytest.mark.parametrize("aside", ["extensions", "trailer line", "trailer lines"])
def test_trap_2_what_stands_beside_a_body_has_the_bound_of_a_head(start_server, aside):
    server = start_server(head=2048)

    def answer(size):
        if aside == "extensions":  # of 128 bytes each
            text = ("1;" + "x" * 127 + "\r\n \r\n") * (size // 128) + "0\r\n\r\n"
        elif aside == "trailer line":
            text = "0\r\nX: " + "x" * (size - 5) + "\r\n\r\n"
        else:
            text = "0\r\n" + "X: 123\r\n" * (size // 8) + "\r\n"
        with RawSocket(server) as connection:
            connection.send(CHUNKED + text)
            return connection.read_answer().status
    assert answer(2048) == 400, "read, and not JSON"
    assert answer(2048 + 128) == 413
