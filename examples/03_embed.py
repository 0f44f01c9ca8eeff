"""The same as 01_embed.cpp, in Python.

    python3 examples/03_embed.py [address] [store]
"""
import pathlib
import sys

# In a checkout the package is not installed; an installed one needs no such line.
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "bindings" / "python"))
import workchat


def main(address="127.0.0.1:8000", store="sqlite:./data"):
    with workchat.Engine(store=store, motd="Say ping.") as engine:
        port = engine.listen(address)
        bot = engine.session("bot")
        room = bot.join("general")
        room.post("hola")
        print(f"http://localhost:{port}", flush=True)
        for event in bot:
            if event.type == "message":
                print(f"{event.user.name}: {event.text}", flush=True)
                if event.text == "ping":
                    room.post("pong")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except workchat.Error as error:
        sys.exit(f"03_embed: {error}")
    except KeyboardInterrupt:
        pass
