"""A chat in this process."""
import ctypes
import json
import weakref
from typing import Any, Mapping, Optional, Union

from ._errors import check
from ._handle import Handle
from ._library import library
from ._session import Session


def version() -> str:
    """The version of the library that was loaded."""
    return library.workchat_version().decode()


class Engine:
    """Rooms, accounts and logs, kept in a store. Use it in a `with` block, or call close().

    store         "memory:", or "sqlite:FOLDER", with "?durability=full|normal|off"
    motd          a text that everybody is greeted with
    limits        {"text": 4000, "rate": "off", ...}: any limit by its name
    guests        False: nobody comes in by the port with a name alone
    registration  False: nobody makes an account by the port
    and, for listen: threads, certificate and private_key (PEM files, for TLS)
    """

    def __init__(self, store: str = "memory:", *, motd: Optional[str] = None,
                 limits: Optional[Mapping[str, Union[int, str]]] = None, guests: Optional[bool] = None,
                 registration: Optional[bool] = None, threads: Optional[int] = None,
                 certificate: Optional[str] = None, private_key: Optional[str] = None):
        asked = {"store": store, "motd": motd, "limits": limits, "guests": guests, "registration": registration,
                 "threads": threads, "certificate": certificate, "private_key": private_key}
        options = {name: value for name, value in asked.items() if value is not None}
        pointer = ctypes.c_void_p()
        check(library.workchat_engine_open(ctypes.byref(pointer), json.dumps(options).encode()))
        assert pointer.value
        self._handle = Handle(pointer.value, lambda _: None, library.workchat_engine_close)
        # A program that ends without close() still keeps what was acknowledged.
        self._finalizer = weakref.finalize(self, self._handle.close)

    def listen(self, address: str) -> int:
        """Serves REST, WebSocket, SSE and the page on "host:port", "[v6]:port" or ":port"; returns the port."""
        with self._handle as pointer:
            check(library.workchat_engine_listen(pointer, address.encode()))
            return library.workchat_engine_port(pointer)

    def session(self, name: str) -> Session:
        """A live listener for the user of this name, who is made when new."""
        session = ctypes.c_void_p()
        with self._handle as pointer:
            check(library.workchat_session_open(ctypes.byref(session), pointer, name.encode()))
        assert session.value
        return Session(session.value)

    def close(self) -> None:
        """Stops listening and ends every session; returns when all that was acknowledged is stored."""
        self._finalizer()

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
