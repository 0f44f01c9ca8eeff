"""What every answer says to a browser, who may make one write, and what the log keeps of it all."""
import base64
import json
import re
import time

import pytest

from chat.person import PASSWORD, Person, guest, member, unique
from chat.process import DEBUG, logged
from chat.raw import RawSocket, send_raw
from chat.rest import Rest, created, refused

NAMES = {"{room}": "general", "{user}": "nobody", "{seq}": "1", "{emoji}": "x", "{session}": "nothing"}


def routes(server):
    """(METHOD, path) of all calls that are described, and of what stands beside them."""
    described = Rest(server).get("/openapi.json").json["paths"]
    for path, methods in described.items():
        for name, value in NAMES.items():
            path = path.replace(name, value)
        assert "{" not in path, path
        yield from ((method.upper(), path) for method in methods if method in ("get", "post", "put", "patch", "delete"))
    yield from (("GET", path) for path in ("/", "/healthz", "/openapi.json", "/auth/providers", "/ws",
                                           "/ws/chat/general", "/notifications", "/nowhere", "/favicon.ico"))


def check_safe(answer, about):
    fields = {name.lower(): value.strip() for name, value in answer.fields}
    assert len(fields) == len(answer.fields), f"{about}: a field twice in {answer.fields}"
    assert fields["x-content-type-options"] == "nosniff", about
    assert fields["referrer-policy"] in ("no-referrer", "same-origin"), about
    assert fields["x-frame-options"] == "DENY", about
    assert fields["cross-origin-resource-policy"] == "same-origin", about
    assert fields["cross-origin-opener-policy"] == "same-origin", about
    assert "camera=()" in fields["permissions-policy"], about
    policy = fields["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy, about
    assert fields["cache-control"] and fields["date"], about
    assert not {"server", "x-powered-by", "access-control-allow-origin"} & set(fields), about
    if answer.status == 401:
        assert fields["www-authenticate"] == "Bearer", about


# -- headers ------------------------------------------------------------------------------------------------

def test_every_answer_of_every_route_carries_the_security_headers(server, ana):
    for auth in ("", f"Authorization: Bearer {ana.token}\r\n"):
        for method, path in routes(server):
            if path == "/notifications" and auth or (method, path) == ("POST", "/auth/logout"):
                continue  # a stream does not end; ana is still needed
            for asked in (method, "OPTIONS", "TRACE"):
                text = f"{asked} {path} HTTP/1.1\r\nHost: x\r\n{auth}\r\n"
                check_safe(send_raw(server, text), (asked, path))


def guest_with(body, kind="application/json"):
    return (f"POST /auth/guest HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}")


@pytest.mark.parametrize("status, text", [
    (400, "nonsense\r\n\r\n"), (400, "GET / HTTP/1.1\r\n\r\n"), (404, "GET /a/../b HTTP/1.1\r\nHost: x\r\n\r\n"),
    (405, "BREW / HTTP/1.1\r\nHost: x\r\n\r\n"), (408, "GET / HTTP/1.1\r\n"),
    (413, "POST /auth/guest HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n"), (414, "GET /" + "x" * 9000),
    (415, guest_with("1", "a/b")), (417, "GET / HTTP/1.1\r\nHost: x\r\nExpect: x\r\n\r\n"),
    (422, guest_with('{"name":""}')), (426, "GET /ws HTTP/1.1\r\nHost: x\r\n\r\n"),
    (431, "GET / HTTP/1.1\r\nX: " + "x" * 17000), (505, "GET / HTTP/2.0\r\n\r\n"),
    (204, "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n")])
def test_every_error_carries_the_security_headers(start_server, status, text):
    answer = send_raw(start_server(head_timeout_ms=100), text)
    assert answer.status == status
    check_safe(answer, status)


def test_who_has_too_many_connections_is_told_so_as_safely(start_server):
    server = start_server(rate="on", connections_per_address=1)
    with RawSocket(server) as first:
        first.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert first.read_answer().status == 200
        answer = RawSocket(server).read_answer()
        assert answer.status == 429 and answer.header("Retry-After") == "1"
        check_safe(answer, 429)


def test_trap_9_a_stream_carries_the_security_headers_and_is_buffered_by_nobody(server, ana):
    ana.join("general")
    for path in ("/notifications", "/rooms/general/events"):
        with RawSocket(server) as stream:
            stream.send(f"GET {path}?token={ana.token} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n")
            head = stream.read_until(b"\r\n\r\n").decode()
        answer = send_raw(server, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        answer.fields = [tuple(line.split(":", 1)) for line in head.split("\r\n")[1:]]
        check_safe(answer, path)
        assert answer.header("X-Accel-Buffering") == "no" and answer.header("Content-Length") is None


# -- cookies and foreign pages ------------------------------------------------------------------------------

def test_no_write_with_the_cookie_is_done_for_a_foreign_page(server):
    ana = member(server)
    here = f"{server.address}:{server.port}"
    for method, path in routes(server):
        if method == "GET":
            continue
        for foreign in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": f"http://{server.address}:1"},
                        {"Origin": f"http://{here}.evil.example"}, {"Origin": "evil"},
                        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "?"},
                        {"Origin": f"http://{here}", "Sec-Fetch-Site": "cross-site"}):
            headers = {"Cookie": f"session_id={ana.cookie}", **foreign}
            refused(Rest(server).request(method, path, {}, headers=headers), 403, "forbidden", rule="same_origin")
    assert ana.get("/auth/me").status == 200


def test_signing_in_always_makes_a_new_secret(server):
    """A cookie that somebody planted before is never the one that is signed in (session fixation)."""
    ana = member(server)
    planted = {"Cookie": "session_id=" + "A" * 43}
    body = {"username": ana.name, "password": PASSWORD}
    answers = [Rest(server).post("/auth/login", body, headers=planted),
               Rest(server).post("/auth/login", body, headers={"Cookie": f"session_id={ana.cookie}"}),
               Rest(server).post("/auth/register", {**body, "username": unique("eva")}, headers=planted),
               Rest(server).post("/auth/guest", {"name": unique("eva")}, headers=planted)]
    secrets = {answer.cookie for answer in answers}
    assert len(secrets) == 4 and not secrets & {"A" * 43, ana.cookie, None}
    assert Rest(server).get("/auth/me", headers=planted).status == 401
    for secret in secrets:
        assert len(base64.urlsafe_b64decode(secret + "=")) == 32


def test_of_a_token_and_a_cookie_the_token_says_who(server, ana, beto):
    both = {"Authorization": f"Bearer {ana.token}", "Cookie": f"session_id={beto.cookie}"}
    assert Rest(server).get("/auth/me", headers=both).json["id"] == ana.id
    for wrong in ("Bearer x", "Basic YTpi", f"Bearer {ana.token}x"):
        answer = Rest(server).get("/auth/me", headers={**both, "Authorization": wrong})
        refused(answer, 401, "unauthenticated")


def test_of_two_cookies_that_differ_none_counts(server, ana, beto):
    def me(*lines):
        fields = "".join(f"Cookie: {line}\r\n" for line in lines)
        return send_raw(server, f"GET /auth/me HTTP/1.1\r\nHost: x\r\n{fields}\r\n").status
    mine, planted = f"session_id={ana.cookie}", f"session_id={beto.cookie}"
    assert me(mine) == me(mine, mine) == me(f"a=b; {mine}; c", "session_idx=y") == 200
    assert me(f"{mine}; {planted}") == me(planted, mine) == me(f"session_id; {planted}; {mine}") == 401
    assert me("session_id=") == me("session_id") == me(mine + "x") == me(f"Session_ID={ana.cookie}") == 401


def test_s1_03_a_token_in_the_query_opens_no_other_route(server, ana):
    open_to_all = {"/", "/healthz", "/openapi.json", "/favicon.ico", "/nowhere", "/auth/register", "/auth/login",
                   "/auth/guest", "/auth/providers", "/ws", "/ws/chat/general", "/notifications"}
    asked = [(method, path) for method, path in routes(server) if path not in open_to_all]
    assert len(asked) > 30
    for method, path in asked:
        refused(Rest(server).request(method, f"{path}?token={ana.token}"), 401, "unauthenticated")


# -- rates and addresses ------------------------------------------------------------------------------------

def arrive(server, forwarded=None, **more):
    headers = {**({"X-Forwarded-For": forwarded} if forwarded else {}), **more}
    return Rest(server).post("/auth/guest", {"name": unique("huesped")}, headers=headers)


@pytest.fixture
def behind_proxy(start_server):
    return start_server(arguments=("--trusted-proxy", "127.0.0.1", *DEBUG), rate="on", rate_sign_ins=1,
                        burst_sign_ins=2)


@pytest.mark.parametrize("same", [
    ["2001:db8:1:2::1", "2001:db8:1:2:ffff::2", "2001:0DB8:0001:0002:0:0:0:3", "[2001:db8:1:2::4]:555"],
    ["192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1:8080", "203.0.113.9, 192.0.2.1"],
    ["not an address", "", "2001:db8::1%eth0", "999.1.1.1", "127.0.0.1", "\x9b31m"],
])
def test_s3_14_a_customer_of_ipv6_is_one_address_and_every_spelling_is_the_same(behind_proxy, same):
    answers = [arrive(behind_proxy, each) for each in same]
    assert [answer.status for answer in answers[:2]] == [200, 200]
    for answer in answers[2:]:
        error = refused(answer, 429, "rate_limited")
        assert error["retry_ms"] > 0 and int(answer.headers["Retry-After"]) >= 1
    assert arrive(behind_proxy, "2001:db8:1:3::1").status == 200, "the neighbour is another one"
    assert arrive(behind_proxy, "192.0.2.2").status == 200


def test_trap_9_what_a_stranger_says_of_forwarding_is_not_believed(start_server):
    stranger = start_server(rate="on", rate_sign_ins=1, burst_sign_ins=2, arguments=("--trusted-proxy", "192.0.2.7"))
    answers = [arrive(stranger, f"198.51.100.{number}", **{"X-Forwarded-Proto": "https"}) for number in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert "Secure" not in answers[0].headers["Set-Cookie"]


def test_trap_9_a_proxy_that_is_trusted_says_who_and_how(behind_proxy):
    for _ in range(2):  # only the last address is the proxy's word; those before it are the client's
        created(arrive(behind_proxy, f"{unique('10.0.0.')}, 198.51.100.1"), 200)
    refused(arrive(behind_proxy, "198.51.100.7, 198.51.100.1"), 429, "rate_limited")
    secure = arrive(behind_proxy, "198.51.100.8", **{"X-Forwarded-Proto": "https"})
    assert "; Secure" in secure.headers["Set-Cookie"]
    logged(behind_proxy, r'"POST /auth/guest 200 198\.51\.100\.8"')


def test_s4_02_wrong_passwords_of_a_room_are_429_in_the_end(start_server):
    server = start_server(rate="on", burst_passwords=3, rate_passwords=1)
    ana, beto = guest(server), guest(server, "beto")
    room = ana.make_room(password="la clave")["id"]
    statuses = [beto.post(f"/rooms/{room}/join", {"password": "no"}).status for _ in range(5)]
    assert statuses == [423] * 3 + [429] * 2
    assert beto.post(f"/rooms/{room}/join", {"password": "la clave"}).status == 429, "not even the right one"


@pytest.mark.alone
def test_a_name_that_nobody_has_takes_as_long_as_a_wrong_password(start_server):
    server = start_server(hash_memory=16 << 20, hash_passes=3)
    ana = member(server)

    def time_of(name):
        begun = time.monotonic()
        answer = Rest(server).post("/auth/login", {"username": name, "password": "wrong one"})
        refused(answer, 401, "unauthenticated")
        return time.monotonic() - begun
    names = [ana.name, unique("nadie"), guest(server).name, "no/name"]
    # The quickest of some in turn: what else the machine does only makes them slower.
    known, *unknown = (min(times) for times in zip(*[[time_of(name) for name in names] for _ in range(9)]))
    assert all(1 / 3 < each / known < 3 for each in unknown), (known, unknown)


# -- the log ------------------------------------------------------------------------------------------------

def test_s3_06_s0_16_the_log_is_json_lines_without_secrets_whatever_was_sent(start_server):
    server = start_server(arguments=(*DEBUG, "--trusted-proxy", "127.0.0.1"))
    ana = member(server, password="Contrase\u00f1a-1")
    secrets = [ana.token, ana.cookie, "Contrase\u00f1a-1", "clave-de-sala", "texto-privado", "otra-contrase"]
    room = ana.make_room(password="clave-de-sala")["id"]
    with ana.connect(f"/ws/chat/{room}?password=clave-de-sala") as socket:
        socket.post(room, "texto-privado")
        socket.send("texto-privado {")
    ana.stream(f"/notifications?token={ana.token}").close()
    ana.stream(f"/rooms/{room}/events?token={ana.token}").close()
    Rest(server).get(f"/auth/me?token={ana.token}&password=clave-de-sala")
    Rest(server).post("/auth/login", {"username": ana.name, "password": "otra-contrase"})
    Rest(server).post("/auth/login", {"username": "x\r\n\x1b[31mx", "password": "otra-contrase"})
    odd = "GET /a%0d%0a%1b[2J\\\"<b> HTTP/1.1\r\nHost: x\r\nUser-Agent: \x9b\xff\r\nX-Forwarded-For: \x9b2J\xff\r\n"
    send_raw(server, (odd + f"Cookie: session_id={ana.cookie}\r\n\r\n").encode("latin-1"))
    send_raw(server, f"GET /?token={ana.token} HTTP/1.1\r\nHost : {ana.token}\r\n\r\n")
    server.stop()
    lines = [line for line in server.output if not line.startswith("workchat ")]
    events = [json.loads(line) for line in lines]
    for line, event in zip(lines, events):
        assert set(event) == {"time", "level", "event", "text"} and line.endswith("\n")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event["time"])
        assert all(character.isprintable() for character in event["event"] + event["text"]), event
    assert {"connect", "disconnect", "http", "listening", "stopped"} <= {event["event"] for event in events}
    for secret in secrets:
        assert not any(secret in line for line in lines), secret
    sessions = [(event["event"], event["text"].split()[0]) for event in events if event["event"].startswith("session")]
    assert sorted(sessions) == [("session_closed", ana.name)] * 3 + [("session_opened", ana.name)] * 3


def test_a_log_of_text_has_one_printable_line_for_each_event(start_server):
    server = start_server(arguments=("--log-level", "debug"))
    send_raw(server, "GET /%1b%5b2J%0a HTTP/1.1\r\nHost: x\r\n\r\n")
    server.stop()
    lines = [line for line in server.output if not line.startswith("workchat ")]
    assert len(lines) >= 5
    for line in lines:
        assert re.match(r"\d{4}-\S+Z (debug|info) [a-z_]+ ", line) and line.rstrip("\n").isprintable(), line


# -- streams ------------------------------------------------------------------------------------------------

def test_nothing_that_people_write_is_an_event_of_its_own(server, ana, beto):
    room = ana.make_room(topic="data: x")["id"]
    beto.join(room)
    text = "uno\ndata: dos\r\n\r\nevent: reset\nid: 7\n\n: x\u2028\u0085"
    with beto.stream() as stream:
        assert stream.status == 200
        said = ana.say(room, text)
        event = stream.until("message", seq=said["seq"])
        assert event.data["text"] == text and event.id.endswith(event.id.split("-")[-1])
        refused(ana.post("/rooms", {"name": "a\nevent: b"}), 422, "invalid", field="name")
        said = ana.say(room, "otra")
        assert stream.until("message").data["seq"] == said["seq"]


@pytest.mark.parametrize("last", ["x", "-", "-1", "1-", "9" * 30, "e-9999999", "\u00f1", "%00", " ", "1\t2",
                                  "a" * 4000])
def test_a_last_event_id_that_is_none_begins_anew(server, ana, last):
    with ana.stream(headers={"Last-Event-ID": last.encode("utf-8")}) as stream:
        assert stream.status == 200
        if last.strip():
            assert stream.next().type == "reset"


def test_a_person_is_still_served_after_all_that(server):
    assert isinstance(guest(server), Person)
