"""Team chat as a library: an engine with rooms, accounts and history inside this process.

    import workchat
    with workchat.Engine(store="sqlite:./data") as engine:
        engine.listen("127.0.0.1:8000")
        bot = engine.session("bot")
        room = bot.join("general")
        room.post("hola")
        for event in bot:
            if event.type == "message" and event.text == "ping":
                room.post("pong")

The library itself is found by $WORKCHAT_LIBRARY, in the build tree of a checkout, or in the system.
"""
from ._engine import Engine, version
from ._errors import Closed, Error
from ._objects import Event, Page, Receipt, RoomUsers, User
from ._session import Room, Session

__all__ = [
    "Closed", "Engine", "Error", "Event", "Page", "Receipt", "Room", "RoomUsers", "Session", "User", "version",
]
