"""Messages over REST: posting, paging, editing, marking, reading (S1-10, S1-13, S2-11, S2-12)."""
import pytest

from chat.person import guest, unique
from chat.rest import created, quoted, refused

# "Sofía está aquí ✓" encoded as UTF-8 twice, as seeds 0 and 1 arrived: bytes in = bytes out.
TWICE = "Sofía está aquí ✓".encode().decode("latin-1")


@pytest.fixture
def room(ana):
    return ana.make_room()["id"]


@pytest.fixture
def shared(room, beto):
    """A room in which Beto is too."""
    beto.join(room)
    return room


def texts(page):
    return [message["text"] for message in page["messages"]]


def numbered(person, room, count):
    """Posts "1", "2" …; returns their seqs."""
    return [person.say(room, str(number))["seq"] for number in range(1, count + 1)]


# -- posting ------------------------------------------------------------------------------------------------

def test_s2_11_a_posted_message_is_answered_with_its_whole_object(ana, room):
    message = ana.say(room, "hola", client_id="c-1", format="markdown")
    assert message["type"] == "message" and message["room"] == room and message["text"] == "hola"
    assert message["user"] == ana.ref and message["format"] == "markdown" and message["client_id"] == "c-1"
    assert isinstance(message["seq"], int) and message["ts"] > 1_500_000_000_000
    assert ana.messages(room)["messages"] == [message]
    assert [entry for entry in ana.entries(room) if entry["type"] == "message"] == [message]


def test_one_client_id_is_stored_once(ana, room):
    body = {"text": "una vez", "client_id": unique("id")}
    first = created(ana.post(f"/rooms/{room}/messages", body))
    again = ana.post(f"/rooms/{room}/messages", body)
    assert again.status == 200, again
    assert {name: again.json.get(name) for name in first} == first, "200, the same message"
    assert texts(ana.messages(room)) == ["una vez"]


def test_one_client_id_with_another_text_is_409_also_after_edit_and_delete(ana, room):
    first = {"text": "uno", "client_id": unique("id")}
    seq = created(ana.post(f"/rooms/{room}/messages", first))["seq"]
    other = {**first, "text": "dos"}
    refused(ana.post(f"/rooms/{room}/messages", other), 409, "conflict")
    refused(ana.post(f"/rooms/{room}/messages", {**first, "format": "markdown"}), 409, "conflict")
    created(ana.patch(f"/rooms/{room}/messages/{seq}", {"text": "dos"}), 200)
    refused(ana.post(f"/rooms/{room}/messages", other), 409, "conflict")
    ana.delete(f"/rooms/{room}/messages/{seq}")
    refused(ana.post(f"/rooms/{room}/messages", other), 409, "conflict")
    again = ana.post(f"/rooms/{room}/messages", first)
    assert again.status == 200 and again.json["seq"] == seq, again


def test_a_client_id_belongs_to_one_user_and_one_room(ana, beto, shared):
    other = ana.make_room()["id"]
    name = unique("id")
    posts = [created(person.post(f"/rooms/{place}/messages", {"text": text, "client_id": name}))
             for person, place, text in ((ana, shared, "a"), (beto, shared, "b"), (ana, other, "c"))]
    assert texts(ana.messages(shared)) == ["a", "b"] and texts(ana.messages(other)) == ["c"]
    assert len({(post["room"], post["seq"]) for post in posts}) == 3


@pytest.mark.parametrize("text", [
    "x" * 4000, "ñ" * 4000, "👩‍👩‍👧‍👦" * 571, TWICE, "a\nb\tc", "\u202eabc", "\ufeffx", "e\u0301 \u00e9",
    "نص عربي",
    "//no command", "NUL \u0000 inside", '"\\/\b\f\r', "<script>alert(1)</script>", "1' OR '1'='1",
    "\U0010ffff", "line\u2028separator"])
def test_bytes_in_are_bytes_out(ana, room, text):
    stored = text[1:] if text.startswith("//") else text
    assert ana.say(room, text)["text"] in (text, stored)
    page = ana.get(f"/rooms/{room}/messages")
    assert page.json["messages"][0]["text"] in (text, stored)
    if text is TWICE:
        assert TWICE.encode() in page.body


@pytest.mark.parametrize("body, field", [
    ({"text": "x" * 4001}, "text"), ({"text": ""}, "text"), ({"text": " \t\n\u3000"}, "text"), ({}, "text"),
    ({"text": "\u200b\u200d\ufeff"}, "text"), ({"text": None}, "text"), ({"text": 5}, "text"),
    ({"text": ["x"]}, "text"),
    ({"text": "x", "client_id": ""}, "client_id"), ({"text": "x", "client_id": "x" * 65}, "client_id"),
    ({"text": "x", "client_id": "ñ" * 33}, "client_id"), ({"text": "x", "client_id": 7}, "client_id"),
    ({"text": "x", "format": "html"}, "format"), ({"text": "x", "reply_to": 999}, "reply_to"),
    ({"text": "x", "reply_to": "1"}, "reply_to"), ({"text": "x", "attachments": ["f_1"]}, "attachments"),
])
def test_a_bad_message_is_422_with_its_field(ana, room, body, field):
    refused(ana.post(f"/rooms/{room}/messages", body), 422, "invalid", field=field)
    assert ana.messages(room)["messages"] == []


@pytest.mark.parametrize("body", [
    b'{"text":"\xff"}', b'{"text":"\xed\xa0\x80"}', b'{"text":"\xc0\xaf"}', b'{"text":"a"', b'{"text":"a"} x',
    b"{'text':'a'}", b'{"text":"\\ud800"}', b"null", b""])
def test_what_is_not_json_or_not_utf8_is_400(ana, room, body):
    refused(ana.request("POST", f"/rooms/{room}/messages", body=body), 400, "bad_request")
    assert ana.messages(room)["messages"] == []


def test_unknown_fields_are_ignored(ana, room):
    body = {"text": "x", "seq": 99, "user": "u_other", "unknown": {"a": [1]}}
    created(ana.post(f"/rooms/{room}/messages", body))
    assert ana.messages(room)["messages"][0]["user"] == ana.ref


def test_s2_12_a_reply_names_its_message(ana, beto, shared):
    first = ana.say(shared, "¿quién viene?")
    beto.say(shared, "yo", reply_to=first["seq"])
    assert ana.messages(shared)["messages"][1]["reply_to"] == first["seq"]


# -- paging -------------------------------------------------------------------------------------------------

def test_s1_13_pages_go_both_ways_and_around(ana, room):
    seqs = numbered(ana, room, 12)

    def page(query):
        return ana.messages(room, query)
    newest = page("?limit=5")
    assert texts(newest) == ["8", "9", "10", "11", "12"] and newest["more"] is True
    assert newest["head"] == seqs[-1] and newest["floor"] == 1 and newest["epoch"]
    before = page(f"?limit=5&before={seqs[7]}")
    assert texts(before) == ["3", "4", "5", "6", "7"] and before["more"] is True
    assert texts(page(f"?limit=5&before={seqs[2]}")) == ["1", "2"]
    assert page(f"?limit=5&before={seqs[2]}")["more"] is False
    after = page(f"?limit=5&after={seqs[3]}")
    assert texts(after) == ["5", "6", "7", "8", "9"] and after["more"] is True
    assert texts(page(f"?after={seqs[-1]}")) == [] and page(f"?after={seqs[-1]}")["more"] is False
    around = texts(page(f"?limit=5&around={seqs[5]}"))
    assert "6" in around and len(around) == 5 and around == sorted(around, key=int)
    assert texts(page("?limit=500")) == [str(number) for number in range(1, 13)]
    assert texts(page("?before=1")) == [] and texts(page("?after=0&limit=1")) == ["1"]


@pytest.mark.parametrize("query", [
    "limit=0", "limit=501", "limit=-1", "limit=x", "limit=1.5", "limit=", "limit=5%20", "before=x",
    "before=-1", "after=99999999999999999999", "around=%00", "before=3&after=1"])
def test_a_bad_page_is_422(ana, room, query):
    refused(ana.get(f"/rooms/{room}/messages?{query}"), 422, "invalid")


def test_a_page_ends_at_256_kib(ana, room):
    for _ in range(30):
        ana.say(room, "ñ" * 4000)
    answer = ana.get(f"/rooms/{room}/messages?after=0&limit=500")
    count = len(answer.json["messages"])
    # Thirty times 8,000 bytes fit into 256 KiB, and 30 times 12,000 do not.
    assert count == 30 and answer.json["more"] is False
    wide = ana.make_room()["id"]
    for _ in range(30):
        ana.say(wide, "漢" * 4000)
    answer = ana.get(f"/rooms/{wide}/messages?after=0&limit=500")
    assert 1 <= len(answer.json["messages"]) < 30 and answer.json["more"] is True
    assert len(answer.body) < 262144 + 16384


def test_raw_entries_are_dense_and_begin_after(ana, beto, shared):
    seq = ana.say(shared, "uno")["seq"]
    ana.patch(f"/rooms/{shared}/messages/{seq}", {"text": "dos"})
    all_of_it = ana.entries(shared)
    assert [entry["seq"] for entry in all_of_it] == list(range(1, len(all_of_it) + 1))
    assert [entry["ts"] for entry in all_of_it] == sorted(entry["ts"] for entry in all_of_it)
    assert ana.entries(shared, f"?after={seq}") == all_of_it[seq:]
    assert ana.entries(shared, "?after=1&limit=1") == all_of_it[1:2]
    refused(ana.get(f"/rooms/{shared}/events?after=-1"), 422, "invalid", field="after")


# -- what happens to a message afterwards -------------------------------------------------------------------

def test_an_edit_shows_in_pages_and_stays_an_entry(ana, beto, shared):
    seq = ana.say(shared, "holla")["seq"]
    refused(beto.patch(f"/rooms/{shared}/messages/{seq}", {"text": "mío"}), 403, "forbidden")
    created(ana.patch(f"/rooms/{shared}/messages/{seq}", {"text": "hola"}), 200)
    message = beto.messages(shared)["messages"][0]
    assert message["text"] == "hola" and message["edited_at"] >= message["ts"] and message["seq"] == seq
    raw = {entry["seq"]: entry for entry in beto.entries(shared)}
    assert raw[seq]["text"] == "holla"
    assert (raw[seq + 1]["type"], raw[seq + 1]["target"], raw[seq + 1]["text"]) == ("edit", seq, "hola")
    refused(ana.patch(f"/rooms/{shared}/messages/{seq}", {"text": "  "}), 422, "invalid", field="text")
    refused(ana.patch(f"/rooms/{shared}/messages/999", {"text": "x"}), 404, "not_found")
    refused(ana.patch(f"/rooms/{shared}/messages/1", {"text": "x"}), 404, "not_found")


def test_a_deletion_takes_the_text_everywhere_and_keeps_the_numbers(ana, beto, shared):
    seq = beto.say(shared, "indiscreto")["seq"]
    beto.patch(f"/rooms/{shared}/messages/{seq}", {"text": "más indiscreto"})
    before = len(ana.entries(shared))
    assert beto.delete(f"/rooms/{shared}/messages/{seq}").status in (200, 204)
    raw = ana.get(f"/rooms/{shared}/events?after=0")
    assert "indiscreto" not in raw.body.decode()
    entries = raw.json["entries"]
    assert [entry["seq"] for entry in entries] == list(range(1, before + 2))
    assert entries[seq - 1]["deleted"] is True and entries[seq - 1]["text"] == ""
    assert (entries[-1]["type"], entries[-1]["target"]) == ("delete", seq)
    page = ana.get(f"/rooms/{shared}/messages")
    assert "indiscreto" not in page.body.decode()
    assert all(message["deleted"] for message in page.json["messages"])
    refused(beto.patch(f"/rooms/{shared}/messages/{seq}", {"text": "x"}), 404, "not_found")


def test_who_leads_may_delete_anothers_message_and_a_member_may_not(ana, beto, shared):
    mine, yours = ana.say(shared, "de ana")["seq"], beto.say(shared, "de beto")["seq"]
    refused(beto.delete(f"/rooms/{shared}/messages/{mine}"), 403, "forbidden")
    assert ana.delete(f"/rooms/{shared}/messages/{yours}").status in (200, 204)
    left = [message for message in ana.messages(shared)["messages"] if not message.get("deleted")]
    assert [message["text"] for message in left] == ["de ana"]


def test_s3_09_reactions_are_counted_once_for_each_user(ana, beto, shared):
    seq = ana.say(shared, "¡gol!")["seq"]
    path = f"/rooms/{shared}/messages/{seq}/reactions/"
    for person, emoji in ((ana, "🎉"), (beto, "🎉"), (beto, "🎉"), (beto, "👩‍🚀")):
        assert person.put(path + quoted(emoji)).status in (200, 201)
    reactions = ana.messages(shared)["messages"][0]["reactions"]
    assert {emoji: sorted(users) for emoji, users in reactions.items()} == {
        "🎉": sorted([ana.id, beto.id]), "👩‍🚀": [beto.id]}
    assert beto.delete(path + quoted("🎉")).status in (200, 204)
    assert ana.messages(shared)["messages"][0]["reactions"]["🎉"] == [ana.id]
    for one in ("❤️", "🇪🇸", "👨‍👩‍👧‍👦", "1️⃣", "👍🏽", "+1", ":tada:", "party_parrot", "x" * 64):
        assert ana.put(path + quoted(one)).status == 200, one
        assert ana.delete(path + quoted(one)).status == 200, one
    for more in ("x" * 65, "👍👍", "BUY", "a\nb", " ", "\u200d", "👍 "):
        refused(ana.put(path + quoted(more)), 422, "invalid", field="emoji")
    refused(ana.put(f"/rooms/{shared}/messages/999/reactions/x"), 404, "not_found")


def test_a_message_has_so_many_different_reactions_and_no_more(start_server):
    server = start_server(reactions=2)
    ana, beto = guest(server, "ana"), guest(server, "beto")
    for each in (ana, beto):
        each.join("general")
    path = f"/rooms/general/messages/{ana.say('general', 'hola')['seq']}/reactions/"
    for emoji in ("a", "b", "a"):
        assert ana.put(path + emoji).status == 200
    refused(beto.put(path + "c"), 403, "forbidden", rule="reactions")
    assert beto.put(path + "b").status == 200, "one that is there already"
    assert ana.delete(path + "a").status == 200
    assert beto.put(path + "c").status == 200, "there is room again"


def test_of_many_edits_the_last_is_shown_with_all_other_changes(ana, beto, shared):
    path = f"/rooms/{shared}/messages/{ana.say(shared, 'uno')['seq']}"
    other = ana.say(shared, "otro")["seq"]
    ana.patch(path, {"text": "dos"})
    beto.put(path + "/reactions/x")
    ana.patch(path, {"text": "tres"})
    ana.patch(f"/rooms/{shared}/messages/{other}", {"text": "otra"})
    beto.put(path + "/pin")
    first, second = ana.messages(shared)["messages"]
    assert (first["text"], first["reactions"], first["pinned"]) == ("tres", {"x": [beto.id]}, True)
    assert second["text"] == "otra"


def test_a_member_may_pin_and_unpin_and_a_muted_one_may_not(ana, beto, shared):
    seq = beto.say(shared, "importante")["seq"]
    assert ana.put(f"/rooms/{shared}/mutes/{beto.id}").status == 200
    refused(beto.put(f"/rooms/{shared}/messages/{seq}/pin"), 403, "forbidden")
    assert ana.delete(f"/rooms/{shared}/mutes/{beto.id}").status == 200
    assert beto.put(f"/rooms/{shared}/messages/{seq}/pin").status in (200, 201)
    last = ana.entries(shared)[-1]
    assert (last["type"], last["target"], last["on"]) == ("pin", seq, True)
    assert ana.delete(f"/rooms/{shared}/messages/{seq}/pin").status in (200, 204)
    assert ana.entries(shared)[-1]["on"] is False


# -- reading ------------------------------------------------------------------------------------------------

def test_unread_counts_others_messages_after_the_marker(ana, beto, shared):
    ana.say(shared, "propio")
    seqs = numbered(beto, shared, 3)
    beto.delete(f"/rooms/{shared}/messages/{seqs[2]}")
    beto.say(shared, f"mira, @{ana.name}")

    def own():
        view = created(ana.get(f"/rooms/{shared}"), 200)
        return view["unread"], view["mentions"], view["read"]
    assert own()[:2] == (3, 1)
    assert ana.put(f"/rooms/{shared}/read", {"seq": seqs[0]}).status in (200, 204)
    assert own() == (2, 1, seqs[0])
    assert ana.put(f"/rooms/{shared}/read", {"seq": 1}).status in (200, 204)
    assert own() == (2, 1, seqs[0]), "the marker only grows"
    head = created(ana.get(f"/rooms/{shared}"), 200)["head"]
    ana.put(f"/rooms/{shared}/read", {"seq": head})
    assert own() == (0, 0, head)
    refused(ana.put(f"/rooms/{shared}/read", {"seq": -1}), 422, "invalid", field="seq")
    refused(ana.put(f"/rooms/{shared}/read", {}), 422, "invalid", field="seq")


def test_a_mention_stands_in_the_log_of_who_is_named(ana, beto, caro, shared):
    caro.join(shared)
    message = ana.say(shared, f"¡@{beto.name}, ven! (@{beto.name.upper()}, correo@{caro.name}.example)")
    mentions = [entry for entry in beto.entries("@me") if entry["type"] == "mention"]
    assert [entry["source"] for entry in mentions] == [{"room": shared, "seq": message["seq"]}]
    assert mentions[0]["user"] == ana.ref
    assert [entry for entry in caro.entries("@me") if entry["type"] == "mention"] == []


def test_nobody_reads_anothers_own_log(ana, beto, shared):
    beto.say(shared, f"@{ana.name}")
    for name in (f"@{ana.id}", f"%40{ana.id}"):
        refused(beto.get(f"/rooms/{name}/events?after=0"), 404, "not_found")
    assert refused(beto.post("/rooms/@server/messages", {"text": "x"}), 403, "forbidden")["rule"]
    assert ana.post("/rooms/@me/messages", {"text": "x"}).status in (403, 404)


def test_double_encoded_text_is_not_repaired(ana, room):
    body = b'{"text":"' + TWICE.encode() + b'"}'
    created(ana.request("POST", f"/rooms/{room}/messages", body=body))
    assert TWICE.encode() in ana.get(f"/rooms/{room}/messages").body
