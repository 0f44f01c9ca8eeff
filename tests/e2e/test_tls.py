"""TLS on the one port (traps 7 and 16): what is spoken, what is not, new certificates, and what it costs."""
import os
import signal
import socket
import ssl
import subprocess

import pytest

from chat import PATIENCE
from chat.person import guest
from chat.process import logged, resident
from chat.raw import RawSocket, RawWebSocket, send_raw
from chat.server import BUILD
from chat.world import wait_until

HEALTH = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


def make_certificate(folder, name="localhost"):
    """A certificate signed by itself, over the one that is there."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", folder / "key.pem", "-out", folder / "certificate.pem", "-subj", f"/CN={name}",
                    "-days", "2"], check=True, capture_output=True)


@pytest.fixture
def start_tls(start_server, tmp_path):
    def start(arguments=(), **options):
        make_certificate(tmp_path)
        files = ("--tls-certificate", str(tmp_path / "certificate.pem"), "--tls-key", str(tmp_path / "key.pem"))
        return start_server(arguments=(*files, *arguments), **options)
    return start


def client_context(ciphers=None, alpn=None, version=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if ciphers:
        context.set_ciphers(ciphers)
    if version:
        context.minimum_version = context.maximum_version = version
    if alpn:
        context.set_alpn_protocols(alpn)
    return context


class TlsSocket(RawSocket):
    def __init__(self, server, context=None):
        super().__init__(server)
        self.tls = self._socket = (context or client_context()).wrap_socket(self._socket)


class TlsWebSocket(RawWebSocket, TlsSocket):
    pass


def ask(server, text=HEALTH, **options):
    with TlsSocket(server, client_context(**options)) as connection:
        connection.send(text)
        return connection.read_answer()


# -- one port -----------------------------------------------------------------------------------------------

def test_trap_7_tls_and_plain_share_the_port(start_tls):
    server = start_tls()
    assert ask(server).status == 200
    assert send_raw(server, HEALTH).status == 200
    with TlsSocket(server) as secret, RawSocket(server) as plain:
        for connection in (secret, plain, secret, plain):
            connection.send(HEALTH)
            assert connection.read_answer().status == 200


def test_over_tls_everything_works_that_works_without(start_tls):
    server = start_tls()
    with TlsSocket(server) as connection:
        connection.send(HEALTH * 500)
        assert all(connection.read_answer().status == 200 for _ in range(500))
        body = '{"name":"ana"}'
        connection.send(f"POST /auth/guest HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n{body}")
        answer = connection.read_answer()
        assert answer.status == 200 and "; Secure" in answer.header("Set-Cookie")
        cookie = "Cookie: " + answer.header("Set-Cookie").split(";")[0] + "\r\n"
        large = "POST /auth/logout HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n" + cookie
        connection.send(large + "\r\n" + "{}".ljust(1048576))
        assert connection.read_answer().status == 200


def test_a_websocket_speaks_over_tls(start_tls):
    server = start_tls()
    token = ask(server, "POST /auth/guest HTTP/1.1\r\nHost: x\r\nContent-Length: 14\r\n\r\n" + '{"name":"ana"}')
    token = token.body.decode().split('"access_token":"')[1].split('"')[0]
    with TlsWebSocket(server, f"/ws/chat/general?token={token}") as connection:
        assert b'"welcome"' in connection.read_frame()[1]
        connection.send_frame(1, '{"type":"ping","id":1}')
        while b'"pong"' not in connection.read_frame()[1]:
            pass


def test_over_tls_a_page_that_came_in_plain_is_a_foreign_one(start_tls):
    """On the same host and port: anybody on the way may have written it."""
    server = start_tls()
    cookie = guest(server, "ana").cookie
    for page, expected in (("https://x", 201), ("http://x", 403), ("foo://x", 403), ("https://y", 403)):
        body = f'{{"name":"from {page[:4]}"}}'
        head = (f"POST /rooms HTTP/1.1\r\nHost: x\r\nOrigin: {page}\r\nCookie: session_id={cookie}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n")
        assert ask(server, head + body).status == expected, page


def test_browsers_are_told_to_stay_with_tls(start_tls):
    server = start_tls()
    for text in (HEALTH, HEALTH.replace("healthz", "nowhere"), HEALTH.replace("healthz", "rooms"), "?\r\n\r\n"):
        assert ask(server, text).header("Strict-Transport-Security") == "max-age=31536000"  # this host, no other
        assert send_raw(server, text).header("Strict-Transport-Security") is None


# -- what is spoken -----------------------------------------------------------------------------------------

@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_1_2_and_1_3_are_spoken_without_compression(start_tls, version):
    server = start_tls()
    with TlsSocket(server, client_context(version=version)) as connection:
        assert connection.tls.compression() is None
        assert connection.tls.cipher()[2] >= 128
        connection.send(HEALTH)
        assert connection.read_answer().status == 200


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("options", [
    {"version": ssl.TLSVersion.TLSv1, "ciphers": "ALL:@SECLEVEL=0"},
    {"version": ssl.TLSVersion.TLSv1_1, "ciphers": "ALL:@SECLEVEL=0"},
    {"version": ssl.TLSVersion.TLSv1_2, "ciphers": "ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA384"},
    {"version": ssl.TLSVersion.TLSv1_2, "ciphers": "AES128-GCM-SHA256:AES256-SHA:@SECLEVEL=0"},
    {"version": ssl.TLSVersion.TLSv1_2, "ciphers": "aNULL:eNULL:@SECLEVEL=0"},
    {"alpn": ["h2"]}, {"alpn": ["ftp", "smtp"]},
])
def test_what_is_too_old_or_too_weak_or_another_protocol_gets_no_connection(start_tls, options):
    server = start_tls()
    with pytest.raises((ssl.SSLError, ConnectionError)):
        ask(server, **options)
    assert ask(server).status == 200


def test_http_1_1_is_chosen_where_the_client_offers_it(start_tls):
    server = start_tls()
    for offered, chosen in ((["http/1.1"], "http/1.1"), (["h2", "http/1.1"], "http/1.1"), (None, None)):
        with TlsSocket(server, client_context(alpn=offered)) as connection:
            assert connection.tls.selected_alpn_protocol() == chosen


def test_bytes_that_only_begin_like_tls_end_one_connection(start_tls):
    server = start_tls()
    for junk in (b"\x16", b"\x16\x03\x01\xff\xff" + b"\0" * 70000, b"\x16GET / HTTP/1.1\r\n\r\n", b"\x16" * 5000):
        with RawSocket(server) as connection:
            connection.send(junk)
            connection.end_sending()
            assert b"HTTP" not in connection.read_to_end()
    assert ask(server).status == 200


def test_trap_5_a_handshake_has_its_time(start_tls):
    server = start_tls(head_timeout_ms=200)
    hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
    with RawSocket(server) as silent, RawSocket(server) as partial:
        partial.send(hello)
        assert silent.read_to_end() == b"" and b"HTTP" not in partial.read_to_end()
    with TlsSocket(server) as connection:  # and after it, the head
        connection.send("GET /hea")
        assert connection.read_answer().status == 408


def test_a_peer_that_hangs_up_without_a_word_is_let_go(start_tls):
    server = start_tls(arguments=("--log-level", "debug"))
    with TlsSocket(server) as connection:
        connection.send(HEALTH)
        connection.read_answer()
        connection.tls.shutdown(socket.SHUT_RDWR)
        logged(server, "disconnect")


# -- certificates -------------------------------------------------------------------------------------------

def shown(connection):
    return connection.tls.getpeercert(binary_form=True)


def test_trap_7_sighup_brings_a_new_certificate_and_ends_no_connection(start_tls, tmp_path):
    server = start_tls()
    with TlsSocket(server) as old:
        before = shown(old)
        make_certificate(tmp_path, "renewed")
        os.kill(server.pid, signal.SIGHUP)
        logged(server, "certificate")
        with TlsSocket(server) as new:
            assert shown(new) != before and b"renewed" in shown(new)
            for connection in (old, new):
                connection.send(HEALTH)
                assert connection.read_answer().status == 200
    assert server.running


def test_a_certificate_that_cannot_be_read_leaves_the_one_before(start_tls, tmp_path):
    server = start_tls()
    with TlsSocket(server) as connection:
        before = shown(connection)
    (tmp_path / "certificate.pem").write_text("nothing of the kind")
    os.kill(server.pid, signal.SIGHUP)
    assert "error" in logged(server, "certificate")[0]
    with TlsSocket(server) as connection:
        assert shown(connection) == before


def test_without_tls_sighup_is_the_end(start_server):
    server = start_server(before=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL))  # the tests may run under nohup
    os.kill(server.pid, signal.SIGHUP)
    assert server.wait() == 0


def pending(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return int(next(line for line in status if line.startswith("ShdPnd:")).split()[1], 16)


def test_under_nohup_a_server_outlives_its_terminal(start_server):
    server = start_server(before=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    ana = guest(server, "ana")
    os.kill(server.pid, signal.SIGHUP)
    wait_until(lambda: not server.running or not pending(server.pid) & 1 << signal.SIGHUP - 1)
    assert server.running
    with ana.enter("general") as inside:
        assert inside.post("general", "still here")["durable"]
    assert server.running


# -- cost ---------------------------------------------------------------------------------------------------

@pytest.mark.skipif("san" in BUILD.name, reason="a sanitizer's memory is not the server's")
def test_trap_16_an_idle_tls_connection_takes_less_than_25_kib(start_tls):
    server = start_tls()
    context = client_context()

    def crowd(count):
        connections = [TlsSocket(server, context) for _ in range(count)]
        for connection in connections:
            connection.send(HEALTH)
            assert connection.read_answer().status == 200
        return connections
    first = crowd(50)  # what is made once
    before = resident(server)
    second = crowd(300)
    each = (resident(server) - before) / len(second)
    for connection in first + second:
        connection.__exit__()
    assert each < 25 * 1024, f"{each / 1024:.1f} KiB"
