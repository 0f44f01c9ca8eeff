"""A crowd behind TLS: only the server is measured, so Python's own ssl will do."""
import http.client
import json
import os
import socket
import ssl
import subprocess

from servers import workchat

ROOM_SIZE = 10
UPGRADE = ("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer {}\r\n\r\n")


def connect_over_tls(gen, count):
    """As `workchat-bench idle`, for so many connections in rooms of ten: what each takes of memory, all told."""
    with gen.place.folder() as folder:
        certificate, key = folder / "certificate.pem", folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-subj", "/CN=localhost", "-keyout", key, "-out", certificate], check=True, capture_output=True)
        with workchat(gen.place, "--tls-certificate", certificate, "--tls-key", key) as server:
            before = rss(server)
            crowd = gather(server, count)
            return {"connections": count, "rss_bytes_per_connection": (rss(server) - before) / len(crowd)}


def rss(server):
    with open(f"/proc/{server.pid}/statm", encoding="ascii") as pages:
        return int(pages.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def gather(server, count):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    rest = http.client.HTTPConnection("127.0.0.1", server.port)
    crowd = []
    for number in range(count):
        token = post(rest, "/auth/guest", {"name": f"tls{number}"})["access_token"]
        room = f"tls-{number // ROOM_SIZE}"
        if number % ROOM_SIZE == 0:
            post(rest, "/rooms", {"id": room, "name": room}, token)
        crowd.append(listen(server, context, token, room))
    return crowd


def post(rest, path, body, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    rest.request("POST", path, json.dumps(body), headers | {"Content-Type": "application/json"})
    answer = rest.getresponse()
    text = answer.read()
    if answer.status >= 300:
        raise SystemExit(f"{path}: {answer.status} {text.decode()}")
    return json.loads(text)


def listen(server, context, token, room):
    stream = context.wrap_socket(socket.create_connection(("127.0.0.1", server.port)))
    stream.sendall(UPGRADE.format(token).encode())
    read_until(stream, b"\r\n\r\n")
    join = json.dumps({"type": "join", "room": room, "history": 0, "id": 1}).encode()
    stream.sendall(bytes([0x81, 0x80 | len(join), 0, 0, 0, 0]) + join)  # masked with nothing
    read_until(stream, b'"type":"joined"')
    return stream


def read_until(stream, mark):
    seen = b""
    while mark not in seen:
        more = stream.recv(65536)
        if not more:
            raise SystemExit(f"the server ended a connection: {seen[:200]}")
        seen += more
