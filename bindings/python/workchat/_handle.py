"""A C handle that is given back once, and never while a call is inside it."""
import threading
from typing import Callable

from ._errors import Closed


class Handle:
    """`with handle as pointer:` lends it for one call. `end` makes waiting calls return; `close` frees it."""

    def __init__(self, pointer: int, end: Callable[[int], object], close: Callable[[int], object]):
        self._pointer = pointer
        self._end = end
        self._close = close
        self._inside = 0
        self._over = False
        self._changed = threading.Condition()

    def __enter__(self) -> int:
        with self._changed:
            if self._over:
                raise Closed()
            self._inside += 1
            return self._pointer

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()

    def close(self) -> None:
        """Idempotent. Waits for the calls of other threads, which `end` cuts short."""
        with self._changed:
            if self._over:
                return
            self._over = True
        self._end(self._pointer)
        with self._changed:
            self._changed.wait_for(lambda: self._inside == 0)
        self._close(self._pointer)
