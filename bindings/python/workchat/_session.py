"""A live listener, and a room seen from it."""
import ctypes
import json
import math
import time
from typing import Any, Dict, Iterator, Optional

from ._errors import TIMEOUT, Closed, check
from ._handle import Handle
from ._library import library
from ._objects import Event, Page, Receipt, RoomUsers, User, user_of

# Python sees a signal (Ctrl-C) only between calls into C, so a long wait is made of short ones.
_SLICE_MS = 200


class Session:
    """Joins rooms, posts, and hears what happens in them. Iterating gives event after event, until the session is
    over; the last one has the type "closed".

    Calls may come from any thread, but only one thread at a time may wait for events.
    """

    def __init__(self, pointer: int):
        self._handle = Handle(pointer, library.workchat_session_end, library.workchat_session_close)
        #: Who the session is.
        self.user = User(library.workchat_session_user_id(pointer).decode(),
                         library.workchat_session_user_name(pointer).decode())

    def join(self, room: str, password: str = "") -> "Room":
        """Becomes a member of the room where this user is not one yet, and listens."""
        command: Dict[str, Any] = {"type": "join", "room": room, "history": 0}
        if password:
            command["password"] = password
        return Room(self, self.call(command)["room"])

    def call(self, command: Dict[str, Any]) -> Dict[str, Any]:
        """Any command of docs/protocol.md, e.g. {"type": "rooms"}; returns the frame that answers it."""
        text = json.dumps(command).encode()
        answer = ctypes.c_void_p()
        with self._handle as pointer:
            check(library.workchat_session_call(ctypes.byref(answer), pointer, text, len(text)))
        try:
            return json.loads(ctypes.string_at(answer))
        finally:
            library.workchat_string_free(answer)

    def next(self, timeout: Optional[float] = None) -> Optional[Event]:
        """The next event; None where none came in `timeout` seconds. Raises Closed when all were given."""
        until = math.inf if timeout is None else time.monotonic() + timeout
        while True:
            left_ms = (until - time.monotonic()) * 1000
            event = self._take(max(0, math.ceil(min(left_ms, _SLICE_MS))))
            if event or left_ms <= 0:
                return event

    def _take(self, timeout_ms: int) -> Optional[Event]:
        event = ctypes.c_void_p()
        with self._handle as pointer:
            result = library.workchat_session_next(ctypes.byref(event), pointer, timeout_ms)
            if result == TIMEOUT:
                return None
            check(result)
        try:
            return Event(json.loads(library.workchat_event_json(event)))
        finally:
            library.workchat_event_free(event)

    def fileno(self) -> int:
        """For select and asyncio: when it is readable, call next(0) until it gives None."""
        descriptor = ctypes.c_int()
        with self._handle as pointer:
            check(library.workchat_session_descriptor(ctypes.byref(descriptor), pointer))
        return descriptor.value

    def close(self) -> None:
        """Ends the session. Idempotent."""
        self._handle.close()

    def __iter__(self) -> Iterator[Event]:
        return self

    def __next__(self) -> Event:
        try:
            event = self.next()
        except Closed:
            raise StopIteration from None
        assert event is not None
        return event

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "_handle"):
            self._handle.close()


class Room:
    """A room, seen from a session. It keeps its session alive."""

    def __init__(self, session: Session, view: Dict[str, Any]):
        self._session = session
        self.id: str = view["id"]
        self.name: str = view["name"]
        #: The Room object of docs/protocol.md, as it was when joined.
        self.view = view
        # This very room: where it has ended, no other that has got its id or its name is meant.
        self._very = self.id if self.id.startswith("@") else f'{self.id}@{view["epoch"]}'

    def post(self, text: str, client_id: str = "", reply_to: int = 0, format: str = "plain") -> Receipt:
        """Returns when the message is stored. The text is taken as it is: a leading "/" is no command."""
        # On the wire a leading "/" means a command, and a second one escapes it.
        command: Dict[str, Any] = {"type": "message", "text": "/" + text if text.startswith("/") else text}
        if client_id:
            command["client_id"] = client_id
        if reply_to:
            command["reply_to"] = reply_to
        if format != "plain":
            command["format"] = format
        stored = self._call(command)
        return Receipt(stored["room"], stored["seq"], stored["ts"], stored["durable"], stored["duplicate"])

    def history(self, limit: int = 50, before: Optional[int] = None) -> Page:
        """The newest messages, or those before a seq; oldest first."""
        command: Dict[str, Any] = {"type": "history", "limit": limit}
        if before is not None:
            command["before"] = before
        page = self._call(command)["result"]
        return Page([Event(message) for message in page["messages"]], page["head"], page["floor"], page["epoch"],
                    page["more"])

    def users(self) -> RoomUsers:
        """Who is online here, and who is a member with which role."""
        users = self._call({"type": "users"})["result"]
        return RoomUsers([user_of(user) for user in users["online"]],
                         {user_of(member["user"]): member["role"] for member in users["members"]})

    def mark_read(self, seq: int) -> None:
        """Sets the read marker, which only grows."""
        self._call({"type": "read", "seq": seq})

    def typing(self) -> None:
        """Tells the others that this user is writing."""
        self._call({"type": "typing"})

    def leave(self) -> None:
        """Stops being a member."""
        self._call({"type": "leave"})

    def _call(self, command: Dict[str, Any]) -> Dict[str, Any]:
        return self._session.call({**command, "room": self._very})
