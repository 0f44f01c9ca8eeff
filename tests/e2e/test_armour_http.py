"""Requests at the edge of RFC 9110 and 9112: targets, hosts, versions, methods, sizes, framing, connections."""
import json

import pytest

from chat.person import PASSWORD, guest, unique
from chat.raw import RawSocket, send_raw
from chat.rest import Rest, refused

HEALTH = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


def get(target, *fields, version="1.1", method="GET", host="x"):
    lines = [f"{method} {target} HTTP/{version}", *([f"Host: {host}"] if host is not None else []), *fields]
    return "\r\n".join(lines) + "\r\n\r\n"


def status(server, text):
    return send_raw(server, text).status


# -- versions and hosts -------------------------------------------------------------------------------------

@pytest.mark.parametrize("version, expected", [("1.0", 200), ("1.1", 200), ("1.2", 200), ("1.9", 200),
                                               ("2.0", 505), ("3.0", 505), ("0.9", 505)])
def test_a_later_minor_version_is_served_and_another_major_one_is_not(server, version, expected):
    assert status(server, get("/healthz", version=version)) == expected


@pytest.mark.parametrize("host", ["x", "x:80", "x:", "", "chat.example", "127.0.0.1:8000", "[::1]", "[::1]:8000",
                                  "xn--bcher-kva.example", "a_b"])
def test_a_host_may_be_a_name_or_an_address_with_a_port(server, host):
    assert status(server, get("/healthz", host=host)) == 200


@pytest.mark.parametrize("host", ["a b", "a,b", "a/b", "user@x", "x?y", "x#y", "x\\y", "x:80x", "x:808080", "x:80:80",
                                  "[::1", "[x]", "[]", "[::1]x", "::1", "<x>", "\u00f1", '"x"', "a\tb"])
def test_a_host_of_something_else_is_400(server, host):
    assert status(server, get("/healthz", host=host).encode("latin-1")) == 400


def test_one_host_is_needed_but_in_http_1_0(server):
    assert status(server, get("/healthz", host=None)) == 400
    assert status(server, get("/healthz", "Host: x")) == 400
    assert status(server, get("/healthz", host=None, version="1.0")) == 200


@pytest.mark.parametrize("fields, expected", [(("Expect: foo",), 417), (("Content-Length: 99999999",), 413),
                                              (("Content-Length: 1", "Content-Length: 1"), 400), (("no colon",), 400),
                                              (("X: " + "x" * 70000,), 431)])
def test_a_head_request_that_is_refused_gets_no_body_either(server, fields, expected):
    """RFC 9110, section 9.3.2."""
    with RawSocket(server) as connection:
        connection.send(get("/healthz", *fields, method="HEAD"))
        assert connection.read_answer("HEAD").status == expected
        assert connection.read_to_end() == b""


# -- targets ------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("target, expected", [
    ("http://x/healthz", 200), ("HTTP://x/healthz", 200), ("https://x:443/healthz?a=b", 200), ("http://x", (200, 404)),
    ("http://x?a", (200, 404)), ("http://user@x/healthz", 400), ("http:///healthz", 400), ("http://a b/", 400),
    ("http:/healthz", 400), ("ftp://x/healthz", 400), ("javascript:alert(1)", 400), ("x:443", 400), ("healthz", 400),
    ("*", 400), ("?a", 400), ("/healthz#part", 400)])
def test_a_target_has_one_of_the_forms_that_get_knows(server, target, expected):
    assert status(server, get(target)) in (expected if isinstance(expected, tuple) else (expected,))


def test_the_host_of_an_absolute_target_wins(server):
    """So that what another reader took for the host decides about foreign pages too."""
    form = "username=nobody&password=nothing"
    fields = ("Origin: http://chat.example", "Content-Type: application/x-www-form-urlencoded",
              f"Content-Length: {len(form)}")
    assert status(server, get("http://chat.example/auth/login", *fields, method="POST") + form) == 401
    assert status(server, get("/auth/login", *fields, method="POST") + form) == 403
    other = get("http://x/auth/login", *fields, method="POST", host="chat.example") + form
    assert status(server, other) == 403


@pytest.mark.parametrize("path", [
    "/rooms/%c0%ae%c0%ae/messages", "/rooms/general%00", "/rooms/general%", "/rooms/general%2", "/rooms/general%zz",
    "/rooms/%ed%a0%80", "/rooms/%f4%90%80%80", "/rooms/%2e%2e", "/rooms/%2e", "/rooms/general/..", "/rooms/general/.",
    "/rooms/general/", "//rooms", "/rooms//general", "/rooms/./general", "/rooms/..;/general", "/rooms;a=b/general",
    "/rooms/general%2f..%2fgeneral", "/rooms%2fgeneral", "/rooms%5cgeneral", "\\rooms", "/\\evil.example",
    "/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/..%c0%af..%c0%afetc/passwd", "/healthz/", "/healthz%00", "/healthz%20",
    "/HEALTHZ", "/%68ealthz/..", "/ws/../rooms", "/rooms/general%0d%0aSet-Cookie:x"])
def test_a_path_is_what_it_is_and_never_another(server, ana, path):
    answer = send_raw(server, get(path, f"Authorization: Bearer {ana.token}"))
    assert answer.status in (400, 404, 422), answer
    assert answer.header("Set-Cookie") is None and b"root:" not in answer.body


@pytest.mark.parametrize("query, expected", [("?", 200), ("??", 200), ("?&&&", 200), ("?=", 200), ("?limit", 422),
                                             ("?limit=1&limit=2", 422), ("?limit=%zz", 400), ("?limit=%00", 422),
                                             ("?limit=1%0d%0aX:y", 422), ("?limit=0x5", 422), ("?limit=+5", 422),
                                             ("?limit=99999999999999999999", 422), ("?limit[]=5", 200),
                                             ("?q=%ff", 400), ("?" + "a&" * 3000, 200)])
def test_a_query_is_read_strictly(server, ana, query, expected):
    answer = ana.get("/rooms/general/messages" + query)
    if expected == 200 and answer.status == 403:
        ana.join("general")
        answer = ana.get("/rooms/general/messages" + query)
    assert answer.status == expected, answer


# -- methods ------------------------------------------------------------------------------------------------

PATHS = {"/healthz": "GET", "/openapi.json": "GET", "/auth/providers": "GET", "/ws": "GET", "/ws/chat/general": "GET",
         "/notifications": "GET", "/auth/login": "POST", "/auth/me": "GET PATCH", "/rooms": "GET POST",
         "/rooms/general": "GET PATCH DELETE", "/rooms/general/messages": "GET POST",
         "/rooms/general/messages/1": "PATCH DELETE", "/rooms/general/messages/1/pin": "PUT DELETE",
         "/rooms/general/events": "GET", "/rooms/general/read": "PUT", "/rooms/general/members/ana": "PUT DELETE"}


def allowed(answer):
    return set(answer.header("Allow").replace(" ", "").split(","))


@pytest.mark.parametrize("path", PATHS)
def test_options_and_405_tell_the_same_methods(server, ana, path):
    auth = f"Authorization: Bearer {ana.token}"
    served = set(PATHS[path].split())
    served |= {"OPTIONS"} | ({"HEAD"} if "GET" in served else set())
    told = send_raw(server, get(path, auth, method="OPTIONS"))
    assert told.status == 204 and told.body == b"" and allowed(told) == served
    for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - served:
        refusal = send_raw(server, get(path, auth, method=method), method)
        assert refusal.status == 405 and allowed(refusal) == served, (method, refusal)


@pytest.mark.parametrize("method", ["CONNECT", "BREW", "get", "G-T", "PROPFIND", "X" * 300])
def test_a_method_that_nobody_serves_is_405_with_all_there_are(server, method):
    for target in ("/rooms", "*", "x:443"):
        answer = send_raw(server, get(target, method=method))
        assert answer.status == 405 and {"GET", "POST", "OPTIONS"} <= allowed(answer), answer


def test_trace_sends_nothing_back(server):
    answer = send_raw(server, get("/healthz", "Cookie: session_id=secret", method="TRACE"))
    assert answer.status == 405 and b"secret" not in answer.body


def test_head_has_the_fields_of_get_and_no_body_on_errors_too(server, ana):
    auth = f"Authorization: Bearer {ana.token}"
    for target, fields in (("/healthz", ()), ("/openapi.json", ()), ("/rooms", (auth,)), ("/rooms", ()),
                           ("/nowhere", (auth,)), ("/auth/login", (auth,)), ("/rooms/%zz", (auth,)),
                           ("/rooms/general/messages?limit=0", (auth,)), ("/ws", ()), ("/notifications", ())):
        with RawSocket(server) as connection:
            connection.send(get(target, *fields) + get(target, *fields, method="HEAD") + HEALTH)
            got, headed = connection.read_answer(), connection.read_answer("HEAD")
            assert headed.status == got.status, (target, headed)
            differ = {"Date", "Allow"}
            assert [field for field in headed.fields if field[0] not in differ] == [
                field for field in got.fields if field[0] not in differ], target
            assert connection.read_answer().status == 200, target


# -- sizes, each at its edge --------------------------------------------------------------------------------

def test_a_head_of_exactly_its_limit_is_read(server):
    def of(size):
        bare = len(get("/healthz", "X: "))
        return get("/healthz", "X: " + "x" * (size - bare))
    assert len(of(16384)) == 16384 and status(server, of(16384)) == 200
    assert status(server, of(16385)) == 431


def test_a_target_of_exactly_half_a_head_is_read(server):
    assert status(server, get("/healthz?" + "x" * (8192 - 9))) == 200
    assert status(server, get("/healthz?" + "x" * (8193 - 9))) == 414
    assert status(server, "GET /" + "x" * 16000) == 414, "without waiting for its end"


def test_a_hundred_headers_are_read(server):
    assert status(server, get("/healthz", *["X: y"] * 99)) == 200
    assert status(server, get("/healthz", *["X: y"] * 100)) == 431


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_of_exactly_its_limit_is_read(server, chunked):
    def of(size):
        body = '{"name":"x y"}' + " " * (size - 14)
        if not chunked:
            return get("/auth/guest", f"Content-Length: {size}", method="POST") + body
        parts = [body[:700000], body[700000:]]
        body = "".join(f"{len(part):x}\r\n{part}\r\n" for part in parts) + "0\r\n\r\n"
        return get("/auth/guest", "Transfer-Encoding: chunked", method="POST") + body
    assert status(server, of(1048576)) == 422
    answer = send_raw(server, of(1048577))
    assert answer.status == 413 and json.loads(answer.body)["error"]["code"] == "too_large"


# -- bodies -------------------------------------------------------------------------------------------------

def test_a_body_that_get_or_delete_has_no_use_for_is_passed_over(server, ana):
    auth = f"Authorization: Bearer {ana.token}"
    for method, path, expected in (("GET", "/healthz", 200), ("GET", "/auth/me", 200), ("OPTIONS", "/rooms", 204),
                                   ("DELETE", "/auth/sessions/nothing", 404), ("HEAD", "/healthz", 200)):
        hidden = HEALTH.ljust(40)
        for fields, body in (("Content-Length: 40", hidden),
                             ("Transfer-Encoding: chunked", f"28\r\n{hidden}\r\n0\r\n\r\n")):
            with RawSocket(server) as connection:
                connection.send(get(path, auth, fields, method=method))
                connection.send(body + get("/auth/me", auth))
                assert connection.read_answer(method).status == expected, (method, path)
                assert json.loads(connection.read_answer().body)["id"] == ana.id


@pytest.mark.parametrize("body", [b"", b" ", b"\xef\xbb\xbf{}", b'{"name":"\xff"}', b'{"name":"\xc0\xae"}', b"nul\0",
                                  b'{"name":"a"}{}', b'{"name":"a"} x', b"{'name':'a'}", b'{"name":"a",}', b"NaN",
                                  b'{"name":"a","name":"b"}', b'\xff\xfe{\0}\0', b'{"name":"a\n"}', b"[" * 9000])
def test_a_body_that_is_not_one_json_object_in_utf_8_is_400(server, body):
    refused(Rest(server).request("POST", "/auth/guest", body=body, headers={"Content-Type": "application/json"}),
            400, "bad_request")


@pytest.mark.parametrize("kind, expected", [
    ("application/json", 422), ("Application/JSON", 422), ("application/json; charset=utf-8", 422),
    ('application/json;charset="UTF-8"', 422), ("application/json; charset=latin1", 415), ("text/plain", 415),
    ("application/json5", 415), ("application/x-www-form-urlencoded", 415), ("multipart/form-data; boundary=x", 415),
    ("application/json, text/plain", 415), ("text/html; a=application/json", 415), ("*/*", 415)])
def test_only_json_in_utf_8_is_a_body(server, kind, expected):
    answer = Rest(server).request("POST", "/auth/guest", body='{"name":"a b"}', headers={"Content-Type": kind})
    assert answer.status == expected, answer


# -- connections --------------------------------------------------------------------------------------------

@pytest.mark.parametrize("fields, kept", [
    (("1.1", ""), True), (("1.1", "close"), False), (("1.1", "Close"), False), (("1.1", "x, close ,y"), False),
    (("1.1", "keep-alive, close"), False), (("1.1", "closed"), True), (("1.1", "Host"), True), (("1.0", ""), False),
    (("1.0", "keep-alive"), True), (("1.0", "Keep-Alive, x"), True), (("1.0", "keep-alive, close"), False)])
def test_a_connection_lives_as_its_header_says(server, fields, kept):
    version, value = fields
    with RawSocket(server) as connection:
        connection.send(get("/healthz", *([f"Connection: {value}"] if value else []), version=version) + HEALTH)
        first = connection.read_answer()
        assert first.status == 200
        if kept:
            assert first.header("Connection") in (None, "keep-alive") and connection.read_answer().status == 200
        else:
            assert first.header("Connection") == "close"
            assert connection.read_to_end() == b"", "what comes after the last request is nobody's"


@pytest.mark.parametrize("fields", [("Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABk"),
                                    ("Upgrade: TLS/1.2", "Connection: Upgrade"), ("Upgrade: websocket",),
                                    ("Upgrade: websocket", "Connection: Upgrade")])
def test_an_upgrade_that_is_not_served_is_passed_over(server, fields):
    with RawSocket(server) as connection:
        connection.send(get("/healthz", *fields) + HEALTH)
        assert [connection.read_answer().status for _ in range(2)] == [200, 200]


def test_a_thousand_requests_at_once_are_answered_in_their_order(server, ana):
    auth = f"Authorization: Bearer {ana.token}"
    targets = [f"/rooms/no-room-{number}" if number % 3 else "/healthz" for number in range(1000)]
    with RawSocket(server) as connection:
        connection.send("".join(get(target, auth) for target in targets))
        for target in targets:
            assert connection.read_answer().status == (200 if target == "/healthz" else 404), target


def test_trap_8_a_fast_request_waits_for_the_slow_one_before_it(server):
    """One request is in work at a time: a sign-in, which hashes, and then what takes no time."""
    name = unique("lenta")
    body = json.dumps({"username": name, "password": PASSWORD})
    register = get("/auth/register", f"Content-Length: {len(body)}", method="POST") + body
    with RawSocket(server) as connection:
        connection.send((register + HEALTH) * 3)
        assert [connection.read_answer().status for _ in range(6)] == [201, 200, 409, 200, 409, 200]


def test_trap_4_an_error_ends_the_connection_and_nothing_after_it_is_parsed(server):
    for wrong in ("\0", "GET / HTTP/1.1\r\nHost : x\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "BREW / HTTP/1.1\r\n\r\n"):
        with RawSocket(server) as connection:
            connection.send(HEALTH + wrong + "\r\n\r\n" + HEALTH * 50)
            assert connection.read_answer().status == 200
            assert connection.read_answer().status >= 400
            connection.send(HEALTH)
            assert connection.read_to_end() == b""


# -- expectations -------------------------------------------------------------------------------------------

def test_100_continue_is_only_said_where_a_body_is_wanted_and_missing(server, ana):
    auth, expect = f"Authorization: Bearer {ana.token}", "Expect: 100-continue"
    body = '{"name":"x y"}'
    length = f"Content-Length: {len(body)}"

    def first_line(text):
        with RawSocket(server) as connection:
            connection.send(text)
            return connection.read_until(b"\r\n").decode()
    assert first_line(get("/rooms", auth, length, expect, method="POST")) == "HTTP/1.1 100 Continue"
    assert first_line(get("/rooms", auth, length, "Expect: 100-Continue", method="POST")) == "HTTP/1.1 100 Continue"
    for text, expected in (
            (get("/auth/guest", length, expect, method="POST") + body, "422"),
            (get("/healthz", expect), "200"),
            (get("/rooms", length, expect, method="POST"), "401"),
            (get("/rooms", auth.replace("ey", "ez"), length, expect, method="POST"), "401"),
            (get("/nowhere", auth, length, expect, method="POST"), "404"),
            (get("/healthz", auth, length, expect, method="POST"), "405"),
            (get("/rooms", auth, "Content-Length: 9999999", expect, method="POST"), "413"),
            (get("/auth/guest", length, expect, "Origin: http://evil", method="POST"), "403"),
            (get("/rooms", auth, length, "Expect: 200-ok", method="POST"), "417"),
            (get("/rooms", auth, length, "Expect: 100-continue, x", method="POST"), "417")):
        assert first_line(text).split(" ")[1] == expected, text


def test_http_1_0_is_never_told_to_continue(server):
    name = unique("vieja")
    body = json.dumps({"name": name})
    with RawSocket(server) as connection:
        connection.send(get("/auth/guest", f"Content-Length: {len(body)}", "Expect: 100-continue", method="POST",
                            version="1.0"))
        connection.send(body)
        assert b" 200 " in connection.read_until(b"\r\n")


def test_a_socket_still_works_after_all_that(server):
    with guest(server).enter("general") as socket:
        assert socket.ask({"type": "ping"})["type"] == "pong"
