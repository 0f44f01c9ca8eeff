"""The Python binding, loaded into this process."""
import asyncio
import os
import subprocess
import sys
import threading

import pytest

from chat import PATIENCE, person
from chat.program import ENVIRONMENT, PYTHON
from chat.server import BUILD, ROOT

pytestmark = pytest.mark.embeds

NO_RATES = {"rate": "off", "hash_memory": 8192, "hash_passes": 1}


@pytest.fixture(scope="module")
def workchat():
    os.environ["WORKCHAT_LIBRARY"] = str(BUILD / "lib" / "libworkchat.so")
    sys.path.insert(0, str(ROOT / "bindings" / "python"))
    import workchat
    return workchat


@pytest.fixture
def engine(workchat):
    with workchat.Engine(limits=NO_RATES) as engine:
        yield engine


class Door:
    """Where an engine listens, as the clients of these tests want it."""

    def __init__(self, engine):
        self.address = "127.0.0.1"
        self.port = engine.listen("127.0.0.1:0")


def take(session, kind):
    """The next event of this type."""
    while True:
        event = session.next(PATIENCE)
        assert event, f"no {kind} came"
        if event.type == kind:
            return event


def refused(workchat, code, call, *arguments, **more):
    with pytest.raises(workchat.Error) as refusal:
        call(*arguments, **more)
    assert refusal.value.code == code and str(refusal.value).startswith(code)
    return refusal.value


def test_a_session_hears_what_it_posts(engine):
    bot = engine.session("bot")
    room = bot.join("general")
    receipt = room.post("¡hola! \U0001f44b")
    event = take(bot, "message")
    assert (event.text, event.room, event.seq) == ("¡hola! \U0001f44b", "general", receipt.seq)
    assert event.user == bot.user and bot.user.name == "bot"
    assert event.json["ts"] == receipt.ts and not receipt.duplicate


def test_people_at_the_port_and_sessions_in_the_process_share_the_rooms(engine):
    bot = engine.session("bot")
    room = bot.join("general")
    ana = person.guest(Door(engine))
    with ana.enter("general") as socket:
        socket.post("general", "ping")
        event = take(bot, "message")
        assert (event.text, event.user.name) == ("ping", ana.name)
        room.post("pong")
        assert socket.until("message", text="pong")["user"]["name"] == "bot"


def test_a_text_is_taken_as_it_is_even_with_a_slash(engine):
    bot = engine.session("bot")
    room = bot.join("general")
    for text in ("/users", "//users", "/"):
        room.post(text)
        assert take(bot, "message").text == text


def test_a_repeated_client_id_is_one_message(workchat, engine):
    room = engine.session("bot").join("general")
    first = room.post("hola", client_id="c1")
    again = room.post("hola", client_id="c1")
    assert (again.seq, again.ts, again.duplicate) == (first.seq, first.ts, True)
    refused(workchat, "conflict", room.post, "other", client_id="c1")


def test_history_goes_back_page_by_page(engine):
    room = engine.session("bot").join("general")
    seqs = [room.post(f"n{i}", reply_to=0, format="markdown").seq for i in range(5)]
    page = room.history(limit=2)
    assert [message.text for message in page.messages] == ["n3", "n4"] and page.more
    assert page.head == seqs[-1]
    assert [message.text for message in room.history(before=seqs[3]).messages] == ["n0", "n1", "n2"]


def test_users_are_listed_online_and_with_their_roles(engine):
    ana, beto = engine.session("ana"), engine.session("beto")
    room = ana.join("general")
    beto.join("general")
    users = room.users()
    assert {user.name for user in users.online} == {"ana", "beto"}
    assert users.members[beto.user] == "member"


def test_typing_is_heard_and_leaving_ends_membership(workchat, engine):
    ana, beto = engine.session("ana"), engine.session("beto")
    room = ana.join("general")
    theirs = beto.join("general")
    room.typing()
    assert take(beto, "typing").user == ana.user
    room.mark_read(theirs.post("hola").seq)
    room.leave()
    assert refused(workchat, "forbidden", room.post, "adios").rule


def test_any_command_can_be_called(engine):
    session = engine.session("ana")
    made = session.call({"type": "create", "name": "Plans", "password": "sesamo", "id": 1})
    assert made["type"] == "ok" and made["id"] == 1 and made["result"]["id"] == "plans"
    assert engine.session("beto").join("plans", password="sesamo").name == "Plans"


def test_refusals_are_errors_with_their_fields(workchat, engine):
    bot = engine.session("bot")
    room = bot.join("general")
    refused(workchat, "not_found", bot.join, "nowhere")
    assert refused(workchat, "invalid", room.post, " ").field == "text"
    assert refused(workchat, "invalid", room.history, limit=501).field == "limit"
    refused(workchat, "invalid", engine.session, "two words")
    refused(workchat, "invalid", engine.listen, "nonsense")
    assert refused(workchat, "invalid", workchat.Engine, limits={"nothing": 1}).field == "nothing"


def test_a_room_that_has_ended_is_no_other_of_its_name(workchat, engine):
    bot = engine.session("bot")
    make = {"type": "create", "name": "Plan"}
    room = bot.join(bot.call(make)["result"]["id"])
    bot.call({"type": "remove", "room": room.id})
    other = bot.call({**make, "id": "another"})["result"]["id"]
    refused(workchat, "not_found", room.post, "for those of the first")
    assert bot.call({"type": "history", "room": other})["result"]["messages"] == []


def test_the_rates_do_not_hold_for_a_host_s_own_session(workchat):
    with workchat.Engine(limits={"rate_messages": 1, "burst_messages": 1}) as engine:
        room = engine.session("bot").join("general")
        assert [room.post(text).seq for text in ("one", "two")]


def test_next_gives_none_when_nothing_comes(engine):
    assert engine.session("bot").next(0) is None


def test_iterating_ends_when_the_engine_closes(workchat):
    engine = workchat.Engine()
    bot = engine.session("bot")
    bot.join("general").post("hola")
    closing = threading.Thread(target=engine.close)
    heard = []
    for event in bot:
        heard.append(event.type)
        if event.type == "message":
            closing.start()
    closing.join(PATIENCE)
    assert heard[-1] == "closed" and "message" in heard
    with pytest.raises(workchat.Closed):
        bot.next(0)
    with pytest.raises(workchat.Closed):
        engine.session("late")


def test_closing_a_session_ends_the_loop_of_another_thread(engine):
    bot = engine.session("bot")
    listening = threading.Thread(target=lambda: list(bot))
    listening.start()
    bot.close()
    listening.join(PATIENCE)
    assert not listening.is_alive()
    bot.close()


def test_a_session_fits_into_asyncio(engine):
    async def hear():
        bot = engine.session("bot")
        room = bot.join("general")
        loop = asyncio.get_running_loop()
        heard = loop.create_future()

        def drain():
            while True:
                event = bot.next(0)
                if event is None:
                    return
                if event.type == "message" and not heard.done():
                    heard.set_result(event.text)

        loop.add_reader(bot, drain)
        await loop.run_in_executor(None, room.post, "hola")
        text = await asyncio.wait_for(heard, PATIENCE)
        loop.remove_reader(bot)
        return text

    assert asyncio.run(hear()) == "hola"


def test_guests_and_registration_can_be_off(workchat):
    with workchat.Engine(guests=False, registration=False, limits=NO_RATES) as engine:
        rest = person.Rest(Door(engine))
        assert rest.post("/auth/guest", {"name": "ana"}).status == 403
        assert rest.post("/auth/register", {"username": "ana", "password": person.PASSWORD}).status == 403


def test_a_store_keeps_the_chat_and_belongs_to_one_engine(workchat, tmp_path):
    store = f"sqlite:{tmp_path}/chat"
    with workchat.Engine(store=store) as engine:
        receipt = engine.session("bot").join("general").post("hola")
        assert receipt.durable
        refused(workchat, "conflict", workchat.Engine, store=store)
    with workchat.Engine(store=store) as engine:
        page = engine.session("bot").join("general").history()
        assert [(message.text, message.seq) for message in page.messages] == [("hola", receipt.seq)]


def test_the_version_is_told(workchat):
    assert workchat.version().count(".") == 2


def test_trap_11_a_program_may_end_while_events_come(tmp_path):
    """Nobody calls into an interpreter that is going away: events are pulled."""
    script = """
import threading, workchat
engine = workchat.Engine(store="memory:")
room = engine.session("ana").join("general")
listener = engine.session("beto")
listener.join("general")
threading.Thread(target=lambda: [event for event in listener], daemon=True).start()
def write():
    try:
        while True: room.post("hola")
    except workchat.Error: pass  # closed: the program is over
threading.Thread(target=write, daemon=True).start()
for number in range(20): room.post(str(number))
"""
    for _ in range(5):
        run = subprocess.run([PYTHON, "-c", script], env=ENVIRONMENT, cwd=tmp_path, timeout=PATIENCE, capture_output=True)
        assert (run.returncode, run.stderr) == (0, b"")
