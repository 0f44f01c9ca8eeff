"""libworkchat.so: where it is, and the signatures of workchat.h."""
import ctypes
import ctypes.util
import os
import pathlib
from ctypes import POINTER, c_char_p, c_int, c_int64, c_size_t, c_uint16, c_void_p
from typing import Iterator

# Strings that the library hands over are c_void_p here: ctypes would copy a c_char_p and lose what is to be freed.
_SIGNATURES = {
    "workchat_last_error_json": (c_char_p, []),
    "workchat_version": (c_char_p, []),
    "workchat_string_free": (None, [c_void_p]),
    "workchat_engine_open": (c_int, [POINTER(c_void_p), c_char_p]),
    "workchat_engine_listen": (c_int, [c_void_p, c_char_p]),
    "workchat_engine_port": (c_uint16, [c_void_p]),
    "workchat_engine_close": (None, [c_void_p]),
    "workchat_session_open": (c_int, [POINTER(c_void_p), c_void_p, c_char_p]),
    "workchat_session_end": (None, [c_void_p]),
    "workchat_session_close": (None, [c_void_p]),
    "workchat_session_user_id": (c_char_p, [c_void_p]),
    "workchat_session_user_name": (c_char_p, [c_void_p]),
    "workchat_session_call": (c_int, [POINTER(c_void_p), c_void_p, c_char_p, c_size_t]),
    "workchat_session_next": (c_int, [POINTER(c_void_p), c_void_p, c_int64]),
    "workchat_session_descriptor": (c_int, [POINTER(c_int), c_void_p]),
    "workchat_event_json": (c_char_p, [c_void_p]),
    "workchat_event_free": (None, [c_void_p]),
}


def _places() -> Iterator[str]:
    """Where the library may be, best first."""
    named = os.environ.get("WORKCHAT_LIBRARY")
    if named:
        yield named
        return
    build = pathlib.Path(__file__).resolve().parents[3] / "build"
    for preset in ("release", "dev"):
        path = build / preset / "lib" / "libworkchat.so"
        if path.exists():
            yield str(path)
    yield ctypes.util.find_library("workchat") or "libworkchat.so.0"


def _load() -> ctypes.CDLL:
    library = ctypes.CDLL(next(_places()))
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    return library


library = _load()
