"""HTTP itself: what the protocol asks of the port, whatever the route (issue 2, point 7)."""
import json

import pytest

from chat.person import guest
from chat.raw import RawSocket, send_raw
from chat.rest import Rest, refused


def request(line, *fields, body=""):
    fields = fields if any(field.lower().startswith("host:") for field in fields) else ("Host: x", *fields)
    return "\r\n".join([f"{line} HTTP/1.1", *fields]) + "\r\n\r\n" + body


HEALTH = request("GET /healthz")


def fault_of(answer, status):
    assert answer.status == status, answer
    assert answer.header("Content-Type").startswith("application/json"), answer
    error = json.loads(answer.body)["error"]
    assert error["code"] and error["message"]
    return error["code"]


# -- connections --------------------------------------------------------------------------------------------

def test_a_connection_is_kept_and_pipelined_answers_keep_their_order(server, ana):
    with RawSocket(server) as connection:
        for _ in range(3):
            connection.send(HEALTH)
            assert connection.read_answer().status == 200
        auth = f"Authorization: Bearer {ana.token}"
        connection.send(request("GET /auth/me", auth) + request("GET /nowhere", auth) + HEALTH
                        + request("GET /rooms/general", auth) + request("HEAD /healthz"))
        answers = [connection.read_answer() for _ in range(4)] + [connection.read_answer("HEAD")]
        assert [answer.status for answer in answers] == [200, 404, 200, 200, 200]
        assert json.loads(answers[0].body)["id"] == ana.id and json.loads(answers[3].body)["id"] == "general"


def test_connection_close_and_http_1_0_end_after_the_answer(server):
    for text in (request("GET /healthz", "Connection: close"), "GET /healthz HTTP/1.0\r\n\r\n"):
        with RawSocket(server) as connection:
            connection.send(text)
            assert connection.read_answer().status == 200
            assert connection.read_to_end() == b""


def test_a_head_may_come_byte_by_byte(server):
    with RawSocket(server) as connection:
        for character in HEALTH:
            connection.send(character)
        assert connection.read_answer().status == 200


def test_a_client_that_only_sends_gets_its_answers(server):
    with RawSocket(server) as connection:
        connection.send(HEALTH * 3)
        connection.end_sending()
        assert [connection.read_answer().status for _ in range(3)] == [200] * 3
        assert connection.read_to_end() == b""


def test_head_is_get_without_a_body(server, ana):
    for path in ("/healthz", "/", "/openapi.json", "/rooms/general", "/nowhere"):
        with RawSocket(server) as connection:
            auth = f"Authorization: Bearer {ana.token}"
            connection.send(request(f"GET {path}", auth) + request(f"HEAD {path}", auth) + HEALTH)
            got, headed = connection.read_answer(), connection.read_answer("HEAD")
            assert headed.status == got.status
            assert headed.header("Content-Length") == got.header("Content-Length")
            assert connection.read_answer().status == 200


def test_s3_14_both_families_are_served(start_server):
    one = start_server(address="::1")
    assert Rest(one).get("/healthz").status == 200
    every = start_server(address="")
    for host in ("127.0.0.1", "::1"):
        assert Rest(every.at(host)).get("/healthz").status == 200
        with guest(every.at(host)).connect() as socket:
            assert socket.ask({"type": "ping"})["type"] == "pong"


# -- methods and paths --------------------------------------------------------------------------------------

def test_an_unknown_path_is_404_and_another_method_405_with_allow(server, ana):
    for path in ("/nowhere", "/rooms/general/nowhere", "/auth", "/rooms/general/messages/1/reactions"):
        refused(ana.get(path), 404, "not_found")
    for method, path, allowed in (
            ("DELETE", "/rooms", {"GET", "POST"}), ("POST", "/rooms/general", {"GET", "PATCH", "DELETE"}),
            ("PUT", "/auth/login", {"POST"}), ("POST", "/healthz", {"GET"})):
        answer = ana.request(method, path)
        refused(answer, 405, "method_not_allowed")
        assert allowed <= {word.strip() for word in answer.headers["Allow"].split(",")}


def test_options_tells_the_methods(server):
    answer = Rest(server).request("OPTIONS", "/rooms")
    assert answer.status in (200, 204)
    assert {"GET", "POST"} <= {word.strip() for word in answer.headers["Allow"].split(",")}
    assert Rest(server).request("OPTIONS", "*").status in (200, 204)


@pytest.mark.parametrize("method", ["BREW", "TRACE", "CONNECT", "get", "PROPFIND"])
def test_a_method_nobody_serves_is_refused(server, method):
    answer = send_raw(server, request(f"{method} /rooms"))
    assert answer.status in (400, 405, 501)
    assert fault_of(answer, answer.status) in ("method_not_allowed", "bad_request")


@pytest.mark.parametrize("path", [
    "/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/rooms/..%2f..%2fetc%2fpasswd", "/static/..%5c..%5cetc",
    "/rooms/%00", "/rooms/%", "/rooms/%zz", "/rooms/%ff", "/rooms/%c0%ae", "/rooms/.", "/rooms/../healthz",
    "//healthz", "/rooms//messages", "/./healthz", "/files/../token.key"])
def test_a_path_that_climbs_or_is_broken_finds_nothing(server, ana, path):
    answer = send_raw(server, request(f"GET {path}", f"Authorization: Bearer {ana.token}"))
    assert fault_of(answer, answer.status) in ("not_found", "bad_request", "invalid")
    assert answer.status in (400, 404, 422) and b"root:" not in answer.body


def test_an_absolute_target_is_served(server):
    assert send_raw(server, request("GET http://x/healthz")).status == 200
    assert send_raw(server, request("GET http://x/nowhere")).status in (401, 404)
    assert send_raw(server, request("GET *")).status in (400, 404, 405)


def test_a_body_under_a_content_coding_is_not_read_as_if_it_had_none(server, ana):
    refused(ana.request("POST", "/rooms", {"name": "Zip"}, headers={"Content-Encoding": "gzip"}), 415, "unsupported_media_type")
    assert ana.request("POST", "/rooms", {"name": "Zip"}, headers={"Content-Encoding": "identity"}).status == 201
    twice = request("POST /rooms", f"Authorization: Bearer {ana.token}", "Content-Type: application/json", "Content-Length: 2",
                    "Content-Encoding: identity", "Content-Encoding: gzip", body="{}")
    assert send_raw(server, twice).status == 415
    assert Rest(server).request("POST", "/rooms", {}, headers={"Content-Encoding": "gzip"}).status == 401, "who asks comes first"


def test_a_percent_encoded_path_is_the_same_path(server, ana):
    assert ana.get("/%68ealth%7A").status == 200
    assert ana.get("/rooms/gener%61l").json["id"] == "general"


# -- bodies -------------------------------------------------------------------------------------------------

def guest_request(body, *fields):
    return request("POST /auth/guest", "Content-Type: application/json", *fields, body=body)


def test_a_body_may_come_in_chunks(server):
    name = "trozo-1234567890"
    chunks = ['{"nam', 'e":"', name, '"}']
    sized = [f'{len(chunk):X};extension="a b"\r\n{chunk}\r\n' for chunk in chunks]
    body = "".join(sized) + "0\r\nX-Trailer: a\r\n\r\n"
    with RawSocket(server) as connection:
        connection.send(guest_request(body, "Transfer-Encoding: chunked") + HEALTH)
        answer = connection.read_answer()
        assert answer.status == 200 and json.loads(answer.body)["user"]["name"] == name
        assert connection.read_answer().status == 200


def test_expect_100_continue_is_answered_before_the_body(server):
    with RawSocket(server) as connection:
        body = '{"name":"x y"}'
        connection.send(guest_request("", f"Content-Length: {len(body)}", "Expect: 100-continue"))
        assert connection.read_until(b"\r\n\r\n").startswith(b"HTTP/1.1 100 ")
        connection.send(body)
        assert connection.read_answer().status == 422
    assert send_raw(server, guest_request("", "Content-Length: 2", "Expect: 200-ok")).status in (400, 417)


def test_a_body_over_a_mebibyte_is_413_before_it_is_read(server):
    for fields, body in ((("Content-Length: 1048577",), ""), (("Content-Length: 99999999999999999",), ""),
                         (("Transfer-Encoding: chunked",), "100001\r\n" + "x" * 0x100001 + "\r\n0\r\n\r\n")):
        with RawSocket(server) as connection:
            connection.send(guest_request(body, *fields))
            assert fault_of(connection.read_answer(), 413) == "too_large"
    body = '{"name":"x y"}' + " " * (1048576 - 14)
    assert send_raw(server, guest_request(body, "Content-Length: 1048576")).status == 422


def test_a_long_target_is_414_and_a_long_head_431(server):
    assert fault_of(send_raw(server, request("GET /" + "x" * 12000)), 414) == "too_large"
    assert fault_of(send_raw(server, request("GET /", "X: " + "x" * 17000)), 431) == "too_large"
    many = [f"X-{number}: {number}" for number in range(2000)]
    assert fault_of(send_raw(server, request("GET /", *many)), 431) == "too_large"


def test_who_does_not_finish_gets_408(start_server):
    server = start_server(head_timeout_ms=200, body_timeout_ms=200)
    for text in ("GET /heal", guest_request('{"name"', "Content-Length: 100")):
        with RawSocket(server) as connection:
            connection.send(text)
            assert fault_of(connection.read_answer(), 408) == "timeout"
            assert connection.read_to_end() == b""


def test_an_idle_connection_is_closed(start_server):
    server = start_server(keep_alive_ms=200)
    with RawSocket(server) as connection:
        connection.send(HEALTH)
        connection.read_answer()
        assert connection.read_to_end() == b""


# -- odd bytes ----------------------------------------------------------------------------------------------

def test_an_empty_line_before_a_request_is_left_out(server):
    assert send_raw(server, "\r\n" + HEALTH).status == 200


def test_random_bytes_end_one_connection_and_harm_nobody(server, ana):
    with ana.enter("general") as socket:
        for junk in (bytes(range(256)) * 4, b"\0" * 5000, b"\xff" * 5000, b"GET " * 5000, b"\r\n" * 20000):
            with RawSocket(server) as connection:
                connection.send(junk)
                connection.end_sending()
                connection.read_to_end()
        assert socket.post("general", "aquí sigo")["type"] == "ok"


# -- answers ------------------------------------------------------------------------------------------------

def test_answers_carry_the_security_headers(server, ana):
    for path in ("/", "/healthz", "/rooms", "/nowhere"):
        headers = ana.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert "Content-Type" in headers and "Content-Length" in headers
        assert "no-store" in headers["Cache-Control"] or path in ("/", "/healthz")
    page = Rest(server).get("/").headers
    assert page.get_content_type() == "text/html"
    policy = page["Content-Security-Policy"]
    assert "default-src" in policy and "frame-ancestors" in policy and "unsafe" not in policy
    assert page["Referrer-Policy"]


def test_s0_14_s4_04_page_health_and_description_are_on_the_one_port(server):
    assert b"<html" in Rest(server).get("/").body.lower()
    assert Rest(server).get("/healthz").status == 200
    described = Rest(server).get("/openapi.json").json
    assert "/rooms/{room}/messages" in described["paths"]
