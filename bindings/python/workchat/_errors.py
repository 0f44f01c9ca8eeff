"""Failures of the library as exceptions."""
import json
from typing import Any, Dict

from ._library import library

TIMEOUT = -6
CLOSED = -18


class Error(Exception):
    """The library said no. `code` is the word of docs/protocol.md, e.g. "not_found"."""

    def __init__(self, fields: Dict[str, Any]):
        super().__init__(fields.get("message") or fields.get("code"))
        self.code: str = fields.get("code", "internal")
        #: With "forbidden": the rule that said no.
        self.rule: str = fields.get("rule", "")
        #: With "invalid": the field whose value cannot be taken.
        self.field: str = fields.get("field", "")
        #: With "rate_limited": when to try again.
        self.retry_ms: int = fields.get("retry_ms", 0)

    def __str__(self) -> str:
        return f"{self.code}: {self.args[0]}"


class Closed(Error):
    """The session or the engine is over."""

    def __init__(self, message: str = "the session or engine is over"):
        super().__init__({"code": "closed", "message": message})


def check(result: int) -> None:
    """Raises what a C call of this thread has just failed with."""
    if result == 0:
        return
    fields = json.loads(library.workchat_last_error_json()).get("error", {})
    if result == CLOSED:
        raise Closed(fields.get("message", "closed"))
    raise Error(fields)
