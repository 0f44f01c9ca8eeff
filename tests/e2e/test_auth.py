"""Accounts over HTTP (S1-18): registering, signing in, tokens, cookies, logins, guests, names."""
import base64
import json
import os
import stat

import pytest

from chat.person import PASSWORD, Person, guest, member, unique
from chat.rest import Rest, created, quoted, refused


def part(token, index):
    text = token.split(".")[index]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def encode(value):
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def set_cookie(answer):
    """The attributes of the session_id cookie, lower case."""
    header = next(line for line in answer.headers.get_all("Set-Cookie") if line.startswith("session_id="))
    return [piece.strip().lower() for piece in header.split(";")[1:]]


def register(server, name, password=PASSWORD, **more):
    return Rest(server).post("/auth/register", {"username": name, "password": password, **more})


def login(server, name, password=PASSWORD):
    return Rest(server).post("/auth/login", {"username": name, "password": password})


# -- registering and signing in -----------------------------------------------------------------------------

def test_s1_01_registering_answers_201_with_token_user_and_cookie(server):
    name = unique("ana")
    answer = register(server, name, display_name="Ana María")
    body = created(answer)
    assert body["token_type"] == "bearer" and body["expires_in"] == 3600
    assert body["user"]["name"] == name and body["user"]["display_name"] == "Ana María"
    assert body["user"]["id"].startswith("u_")
    assert Rest(server, body["access_token"]).get("/auth/me").status == 200


def test_s0_03_the_cookie_is_httponly_and_lax_and_holds_for_reading(server):
    answer = register(server, unique("ana"))
    assert {"httponly", "samesite=lax", "path=/"} <= set(set_cookie(answer))
    assert "secure" not in set_cookie(answer), "over plain HTTP a browser would drop it"
    assert len(answer.cookie) >= 43, "256 bits need 43 characters of base64"
    me = Rest(server).get("/auth/me", headers={"Cookie": f"a=b; session_id={answer.cookie}"})
    assert me.json["name"] == answer.json["user"]["name"]


@pytest.mark.parametrize("twin", [str.upper, str.title, lambda name: name.replace("a", "\uff41")])
def test_s1_01_a_taken_name_is_409_however_it_is_written(server, twin):
    name = unique("anabel")
    created(register(server, name))
    refused(register(server, twin(name)), 409, "conflict")
    refused(Rest(server).post("/auth/guest", {"name": twin(name)}), 409, "conflict")


@pytest.mark.parametrize("name", ["", "x" * 33, "a b", "ana!", "a/b", "<b>", "\u0430na", "ana\n", "a\u200d b",
                                  "@me"])
def test_s3_04_a_bad_name_is_422_with_its_field(server, name):
    refused(register(server, name), 422, "invalid", field="username")


@pytest.mark.parametrize("name", ["ana.b_c-", "Ñandú", "王小明", "мария", "x" * 27])
def test_s3_04_names_of_one_script_are_taken(server, name):
    created(register(server, unique(name)))


@pytest.mark.parametrize("body, field", [
    ({"username": "rosa", "password": "1234567"}, "password"),
    ({"username": "rosa", "password": "x" * 257}, "password"),
    ({"username": "rosa"}, "password"),
    ({"password": PASSWORD}, "username"),
    ({"username": 7, "password": PASSWORD}, "username"),
    ({"username": "rosa", "password": PASSWORD, "display_name": "x" * 65}, "display_name"),
])
def test_s1_01_weak_input_is_422(server, body, field):
    refused(Rest(server).post("/auth/register", body), 422, "invalid", field=field)


@pytest.mark.parametrize("body", ["{", "[]", '"ana"', "", '{"username":"\\ud800"}', "[" * 100000])
def test_what_is_no_json_object_is_400(server, body):
    refused(Rest(server).post("/auth/register", body=body), 400, "bad_request")


def test_another_content_type_is_415(server):
    answer = Rest(server).request("POST", "/auth/register", body="<a/>", headers={"Content-Type": "text/xml"})
    refused(answer, 415, "unsupported_media_type")


def test_s1_02_signing_in_answers_200_by_json_and_by_form(server):
    ana = member(server)
    by_json = login(server, ana.name)
    by_form = Rest(server).post("/auth/login", form={"username": ana.name, "password": PASSWORD})
    for answer in (by_json, by_form):
        body = created(answer, 200)
        assert set(body) >= {"access_token", "token_type", "expires_in", "user"}
        assert body["user"]["id"] == ana.id
        assert answer.cookie and answer.cookie != ana.cookie
    assert created(login(server, ana.name.upper()), 200)["user"]["id"] == ana.id


def test_a_wrong_password_and_an_unknown_name_are_told_apart_by_nothing(server):
    ana = member(server)
    wrong = refused(login(server, ana.name, "wrong password"), 401, "unauthenticated")
    unknown = refused(login(server, unique("nobody"), "wrong password"), 401, "unauthenticated")
    assert wrong == unknown
    refused(login(server, guest(server).name, ""), 401, "unauthenticated")


# -- tokens -------------------------------------------------------------------------------------------------

def test_s1_02_the_token_is_a_jwt_that_names_user_and_login(server):
    ana = member(server)
    head, claims = part(ana.token, 0), part(ana.token, 1)
    assert head["alg"] == "HS256"
    assert claims["sub"] == ana.id and claims["sid"].startswith("l_")
    assert claims["exp"] - claims["iat"] == 3600


def forgeries(token):
    head, claims, signature = token.split(".")
    none = encode({"alg": "none", "typ": "JWT"})
    raw = bytearray(base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4)))
    raw[0] ^= 1
    return [
        f"{none}.{claims}.", f"{none}.{claims}.{signature}", f"{encode({'alg': 'None'})}.{claims}.",
        f"{head}.{encode({**part(token, 1), 'sub': 'u_other'})}.{signature}",
        f"{head}.{encode({**part(token, 1), 'exp': part(token, 1)['exp'] + 1})}.{signature}",
        f"{encode({'alg': 'HS512', 'typ': 'JWT'})}.{claims}.{signature}",
        f"{head}.{claims}.{encode(bytes(raw))}", f"{head}.{claims}.", f"{head}.{claims}", f"{token}.x",
        f"{token}=", "", "x", "...", "a" * 9000,
    ]


def test_s1_02_forged_tokens_are_401_everywhere(server):
    ana = member(server)
    for token in forgeries(ana.token):
        answer = Rest(server).get("/auth/me", headers={"Authorization": f"Bearer {token}"})
        refused(answer, 401, "unauthenticated")
    for value in ("Basic YTpi", ana.token, "Bearer", f"Basic {ana.token}"):
        refused(Rest(server).get("/auth/me", headers={"Authorization": value}), 401, "unauthenticated")
    assert Rest(server).get("/auth/me", headers={"Authorization": f"bearer {ana.token}"}).status == 200


def test_s1_02_an_expired_token_is_401_and_the_cookie_gets_a_new_one(start_server):
    server = start_server(token_ttl=1)
    ana = member(server)
    assert part(ana.token, 1)["exp"] - part(ana.token, 1)["iat"] == 1
    while ana.get("/auth/me").status == 200:  # a second of asking; the run's own timeout ends it
        pass
    refused(ana.get("/auth/me"), 401, "unauthenticated")
    refused(ana.post("/auth/refresh"), 401, "unauthenticated")
    fresh = Rest(server).post("/auth/refresh", headers={"Cookie": f"session_id={ana.cookie}"})
    assert created(fresh, 200)["user"]["id"] == ana.id


def test_s1_03_a_token_in_the_query_is_for_sockets_and_streams_only(server, ana):
    refused(Rest(server).get(f"/auth/me?token={ana.token}"), 401, "unauthenticated")


def test_refresh_answers_a_token_of_the_same_login(server):
    ana = member(server)
    body = created(ana.post("/auth/refresh"), 200)
    assert part(body["access_token"], 1)["sid"] == part(ana.token, 1)["sid"]
    assert Rest(server, body["access_token"]).get("/auth/me").json["id"] == ana.id
    refused(Rest(server).post("/auth/refresh"), 401, "unauthenticated")


def test_refresh_by_cookie_gives_the_cookie_a_fresh_age(server):
    ana = member(server)
    answer = Rest(server).post("/auth/refresh", headers={"Cookie": f"session_id={ana.cookie}"})
    assert created(answer, 200)["access_token"] and answer.cookie == ana.cookie
    assert "Max-Age=2592000" in answer.headers["Set-Cookie"]
    assert ana.post("/auth/refresh").cookie is None


# -- logins -------------------------------------------------------------------------------------------------

def test_logging_out_ends_token_cookie_and_live_sockets(server):
    ana = member(server)
    socket = ana.enter("general")
    answer = ana.post("/auth/logout")
    assert answer.status in (200, 204)
    assert "max-age=0" in set_cookie(answer)
    refused(ana.get("/auth/me"), 401, "unauthenticated")
    refused(ana.get("/rooms"), 401, "unauthenticated")
    by_cookie = Rest(server).get("/auth/me", headers={"Cookie": f"session_id={ana.cookie}"})
    refused(by_cookie, 401, "unauthenticated")
    refused(ana.post("/auth/refresh"), 401, "unauthenticated")
    assert socket.closed() == 4501
    created(login(server, ana.name), 200)


def test_one_login_can_be_revoked_from_another(server):
    ana = member(server)
    other = Person(server, login(server, ana.name))
    socket = other.enter("general")
    logins = listed(ana)
    assert len(logins) == 2 and [each["current"] for each in logins].count(True) == 1
    target = part(other.token, 1)["sid"]
    assert target in [each["id"] for each in logins]
    stranger = member(server)
    refused(stranger.delete(f"/auth/sessions/{target}"), 404, "not_found")
    assert ana.delete(f"/auth/sessions/{target}").status in (200, 204)
    refused(other.get("/auth/me"), 401, "unauthenticated")
    assert socket.closed() == 4501
    assert len(listed(ana)) == 1


def listed(person):
    return created(person.get("/auth/sessions"), 200)["sessions"]


def test_s0_11_logins_survive_a_kill_and_a_restart(start_server):
    server = start_server()
    ana = member(server)
    server.kill()
    server.start()
    assert ana.get("/auth/me").json["id"] == ana.id
    assert Rest(server).get("/auth/me", headers={"Cookie": f"session_id={ana.cookie}"}).json["id"] == ana.id
    created(login(server, ana.name), 200)


# -- guests -------------------------------------------------------------------------------------------------

def test_a_guest_comes_in_by_name_alone(server):
    name = unique("Zoe")
    answer = Rest(server).post("/auth/guest", {"name": name})
    body = created(answer, 200)
    assert body["user"]["name"] == name and body["user"]["role"] == "guest"
    assert answer.cookie
    refused(Rest(server).post("/auth/guest", {"name": name.lower()}), 409, "conflict")
    refused(register(server, name.lower()), 409, "conflict")


@pytest.mark.parametrize("body", [{"name": ""}, {"name": "a b"}, {"name": "x" * 33}, {}, {"name": None}])
def test_a_guest_with_a_bad_name_is_422(server, body):
    refused(Rest(server).post("/auth/guest", body), 422, "invalid")


# -- cookies and foreign pages ------------------------------------------------------------------------------

def test_a_write_with_the_cookie_from_a_foreign_page_is_403(server):
    ana = member(server)
    here = f"http://{server.address}:{server.port}"

    def write(**headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return Rest(server).request("POST", "/rooms", {"name": unique("room")},
                                    headers={"Cookie": f"session_id={ana.cookie}", **headers})
    for foreign in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"},
                    {"Sec_Fetch_Site": "same-site"}, {"Origin": f"{here}0"},
                    {"Origin": f"{here}.evil.example"},
                    {"Origin": here, "Sec_Fetch_Site": "cross-site"}):
        refused(write(**foreign), 403, "forbidden")
    for own in ({}, {"Origin": here}, {"Origin": here, "Sec_Fetch_Site": "same-origin"}):
        created(write(**own))
    by_token = ana.post("/rooms", {"name": unique("room")}, headers={"Origin": "http://evil.example"})
    created(by_token)


def test_a_foreign_page_signs_nobody_in(server):
    ana = member(server)
    form = {"username": ana.name, "password": PASSWORD}
    for foreign in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        refused(Rest(server).post("/auth/login", form=form, headers=foreign), 403, "forbidden")
        refused(Rest(server).post("/auth/guest", {"name": unique("g")}, headers=foreign), 403, "forbidden")
        body = {"username": unique("r"), "password": PASSWORD}
        refused(Rest(server).post("/auth/register", body, headers=foreign), 403, "forbidden")
    own = {"Origin": f"http://{server.address}:{server.port}", "Sec-Fetch-Site": "same-origin"}
    created(Rest(server).post("/auth/login", form=form, headers=own), 200)


def test_reading_with_the_cookie_does_not_ask_where_from(server):
    ana = member(server)
    headers = {"Cookie": f"session_id={ana.cookie}", "Origin": "http://evil.example"}
    answer = Rest(server).get("/rooms", headers=headers)
    assert answer.status == 200 and "Access-Control-Allow-Origin" not in answer.headers


# -- profiles -----------------------------------------------------------------------------------------------

def test_the_own_profile_can_be_changed_and_others_can_be_found(server):
    ana, beto = member(server), member(server, "beto")
    assert created(ana.patch("/auth/me", {"display_name": "La Ana"}), 200)["display_name"] == "La Ana"
    assert beto.get(f"/users/{ana.name}").json["display_name"] == "La Ana"
    assert beto.get(f"/users/{ana.id}").json["name"] == ana.name
    refused(beto.get("/users/nobody-at-all"), 404, "not_found")
    refused(ana.patch("/auth/me", {"display_name": "x" * 65}), 422, "invalid", field="display_name")
    found = beto.get(f"/users?q={quoted(ana.name)}")
    assert ana.id in found.body.decode()


def test_the_ways_to_sign_in_are_told_to_anybody(server):
    assert Rest(server).get("/auth/providers").status == 200


# -- secrets ------------------------------------------------------------------------------------------------

def test_s4_19_neither_passwords_nor_tokens_are_kept_or_logged(start_server):
    server = start_server()
    ana = member(server, password="un secreto muy largo")
    ana.connect().close()
    ana.stream().close()
    login(server, ana.name, "un secreto equivocado")
    server.stop()
    kept = b"".join(path.read_bytes() for path in server.folder.rglob("*") if path.is_file())
    told = "".join(server.output).encode()
    for secret in ("un secreto", ana.token, ana.token.split(".")[2], ana.cookie):
        assert secret.encode() not in kept and secret.encode() not in told
    assert b"$argon2id$" in kept


def test_s0_16_what_is_kept_is_for_the_owner_only(start_server):
    server = start_server()
    assert stat.S_IMODE(os.stat(server.folder).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(server.folder / "token.key").st_mode) == 0o600


def test_wrong_passwords_too_often_are_429_with_a_time(start_server):
    server = start_server(rate="on", burst_passwords=3, rate_passwords=1)
    ana = member(server)
    answers = [login(server, ana.name, "wrong password") for _ in range(5)]
    assert [answer.status for answer in answers] == [401] * 3 + [429] * 2
    error = refused(answers[-1], 429, "rate_limited")
    assert 0 < error["retry_ms"] <= 60000
    assert int(answers[-1].headers["Retry-After"]) >= error["retry_ms"] / 1000 - 1
    refused(login(server, ana.name), 429, "rate_limited")
