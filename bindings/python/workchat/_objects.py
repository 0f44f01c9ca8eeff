"""What the library gives: plain values."""
from dataclasses import dataclass
from typing import Any, Dict, List, Optional


@dataclass(frozen=True)
class User:
    """A user as events name them."""
    id: str
    name: str


@dataclass(frozen=True)
class Event:
    """Something that was heard: an entry of a log, or an ephemeron such as "typing".

    `json` is the whole object of docs/protocol.md; the attributes are what most programs ask for.
    """
    json: Dict[str, Any]

    @property
    def type(self) -> str:
        return self.json["type"]

    @property
    def room(self) -> str:
        return self.json.get("room", "")

    @property
    def text(self) -> str:
        return self.json.get("text", "")

    @property
    def seq(self) -> int:
        """The number in the room's log; 0 for an ephemeron."""
        return self.json.get("seq", 0)

    @property
    def user(self) -> Optional[User]:
        """Who did it."""
        user = self.json.get("user")
        return user_of(user) if user else None


@dataclass(frozen=True)
class Receipt:
    """A message is stored."""
    room: str
    seq: int
    ts: int
    #: On the disk, not only with the operating system.
    durable: bool
    #: The same client_id was stored before; `seq` and `ts` are the first one's.
    duplicate: bool


@dataclass(frozen=True)
class Page:
    """A part of a room's history, oldest first."""
    messages: List[Event]
    head: int
    floor: int
    epoch: str
    #: There is more in the direction that was asked.
    more: bool


@dataclass(frozen=True)
class RoomUsers:
    """Who is in a room: those with a session there, and each member's role by user."""
    online: List[User]
    members: Dict[User, str]


def user_of(fields: Dict[str, Any]) -> User:
    return User(fields["id"], fields["name"])
