"""Reads a stream of server-sent events as a browser would (HTML standard, section 9.2)."""
import http.client
import json
from typing import NamedTuple, Optional

from . import PATIENCE


class SseEvent(NamedTuple):
    type: str
    id: Optional[str]
    data: dict


class EventStream:
    def __init__(self, server, path, token=None, last_event_id=None, headers=None):
        headers = {"Accept": "text/event-stream", **(headers or {})}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if last_event_id is not None:
            headers["Last-Event-ID"] = last_event_id
        self._connection = http.client.HTTPConnection(server.address, server.port, timeout=PATIENCE)
        self._connection.request("GET", path, headers=headers)
        self._response = self._connection.getresponse()
        self.status = self._response.status
        self.headers = self._response.headers
        self.retry_ms = None
        self.aside = []  # events that came before the one that was waited for

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._response.close()
        self._connection.close()

    def body(self):
        return json.loads(self._response.read())

    def line(self):
        line = self._response.readline()
        if not line:
            raise EOFError("the stream has ended")
        return line.decode().rstrip("\n").rstrip("\r")

    def comment(self):
        """Reads on to the next comment line; the events before it are put aside."""
        kind, value = "", ""
        while kind != "comment":
            kind, value = self._block(stop_at_comment=True)
            if kind == "event":
                self.aside.append(value)
        return value

    def next(self):
        """The next event, comments left out."""
        while True:
            kind, value = self._block()
            if kind == "event":
                return value

    def until(self, kind, **fields):
        """The next event of this type whose object has these fields; what comes before it is put aside."""
        while True:
            event = self.next()
            if event.type == kind and all(event.data.get(name) == value for name, value in fields.items()):
                return event
            self.aside.append(event)

    def _block(self, stop_at_comment=False):
        fields = {}
        while True:
            line = self.line()
            if line.startswith(":"):
                if stop_at_comment and not fields:
                    return "comment", line
            elif line:
                name, _, value = line.partition(":")
                value = value.removeprefix(" ")
                fields[name] = fields[name] + "\n" + value if name in fields else value
            elif fields:
                break
        if "retry" in fields:
            self.retry_ms = int(fields["retry"])
        if "data" not in fields:
            return "other", fields
        return "event", SseEvent(fields.get("event", "message"), fields.get("id"), json.loads(fields["data"]))
