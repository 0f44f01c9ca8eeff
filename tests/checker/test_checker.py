"""The judge is shown good traces, and broken ones that it must catch, each by its own rule."""
import json
import pathlib
import re
import subprocess
import sys
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from judge import judge  # noqa: E402

CHECK = pathlib.Path(__file__).with_name("check.py")


def said(t, kind, **fields):
    return {"t": t, "kind": kind, **fields}


def listens(t, client, room, epoch, after=0):
    return said(t, "joined", client=client, room=room, epoch=epoch, **{"from": after})


def entry(seq, user, text, **more):
    return {"room": "general", "seq": seq, "ts": 1000 + seq, "type": "message", "user": user, "text": text,
            **more}


LOG = [
    entry(1, "ana", "hola", client_id="a1"),
    entry(2, "beto", "qué tal"),
    entry(3, "ana", "bien", client_id="a2"),
    entry(4, "ana", "", type="member", target="caro", change="kicked"),
    entry(5, "beto", "adiós", client_id="b1"),
]


def good():
    """Ana is cut between her messages, and sends the second twice; Caro is kicked; Beto sees everything."""
    seen = [said(9, "received", client="beto", **line) for line in LOG]
    people = ("ana", "beto", "caro")
    return [
        *[said(0, "connected", client=name, user=name) for name in people],
        *[listens(1, name, "general", "e1") for name in people],
        said(2, "sent", client="ana", ref=1, room="general", text="hola", client_id="a1"),
        said(3, "acknowledged", client="ana", ref=1, room="general", seq=1, ts=1001),
        said(4, "sent", client="beto", ref=1, room="general", text="qué tal"),
        said(5, "acknowledged", client="beto", ref=1, room="general", seq=2, ts=1002),
        said(5, "received", client="ana", **LOG[0]),
        said(6, "sent", client="ana", ref=2, room="general", text="bien", client_id="a2"),
        said(6, "cut", client="ana"),
        said(7, "connected", client="ana", user="ana"),
        said(7, "resumed", client="ana", room="general", epoch="e1", **{"from": 1}),
        said(7, "sent", client="ana", ref=3, room="general", text="bien", client_id="a2"),
        said(7, "received", client="ana", **LOG[1]),
        said(8, "acknowledged", client="ana", ref=3, room="general", seq=3, ts=1003, duplicate=True),
        *[said(8, "received", client="caro", **line) for line in LOG[:4]],
        said(8, "sent", client="beto", ref=2, room="general", text="adiós", client_id="b1"),
        said(9, "sent", client="beto", ref=3, room="general", text="   "),
        said(9, "refused", client="beto", ref=3),
        said(9, "acknowledged", client="beto", ref=2, room="general", seq=5, ts=1005),
        *seen,
        *[said(9, "received", client="ana", **line) for line in LOG[2:]],
        said(10, "caught_up", client="ana", room="general"),
        said(10, "caught_up", client="beto", room="general"),
        said(11, "log", room="general", epoch="e1", floor=1, head=5),
        *[said(11, "history", epoch="e1", **line) for line in LOG],
    ]


def rules(trace):
    return {violation.rule for violation in judge(json.dumps(line) for line in trace)}


def where(trace, kind, **fields):
    """The place of the first line like this."""
    return next(index for index, line in enumerate(trace)
                if line["kind"] == kind and all(line.get(name) == value for name, value in fields.items()))


def change(which, match, **fields):
    def broken():
        trace = good()
        trace[where(trace, which, **match)].update(fields)
        return trace
    return broken


def without(kind, **match):
    def broken():
        trace = good()
        del trace[where(trace, kind, **match)]
        return trace
    return broken


def with_more(*lines, head=5):
    def broken():
        trace = good() + list(lines)
        trace[where(trace, "log")]["head"] = head
        return trace
    return broken


def stored(seq, *arguments, **more):
    return said(11, "history", epoch="e1", **entry(seq, *arguments, **more))


def swapped():
    trace = good()
    first = where(trace, "received", client="beto", seq=2)
    trace[first], trace[first + 1] = trace[first + 1], trace[first]
    return trace


VIEWS = ("received", "resumed", "caught_up")


def lost_with_its_seq():
    """The log closes up over the lost message, so that only the `ok` speaks of it."""
    trace = [line for line in good() if line["kind"] not in VIEWS]
    del trace[where(trace, "history", seq=5)]
    trace[where(trace, "log")]["head"] = 4
    return trace


def out_of_order():
    """Ana's message was sent after Beto's was acknowledged, and came before it."""
    trace = [line for line in good() if line["kind"] not in VIEWS]
    trace[where(trace, "acknowledged", client="ana", seq=3)]["duplicate"] = False
    for line in trace:
        if line["kind"] in ("acknowledged", "history") and line["seq"] in (2, 3):
            line.update(seq=5 - line["seq"], ts=1005 - line["seq"])
    return trace


def overtaken_on_one_connection():
    lines = [DANI]
    for ref, seq in ((1, 7), (2, 6)):
        message = {"text": f"d{ref}", "client_id": f"d{ref}"}
        lines += [said(20, "sent", client="dani", ref=ref, room="general", **message),
                  stored(seq, "dani", **message)]
    lines += [said(21, "acknowledged", client="dani", ref=ref, room="general", seq=seq, ts=1000 + seq)
              for ref, seq in ((1, 7), (2, 6))]
    trace = [line for line in good() if line["kind"] != "caught_up"] + lines
    trace[where(trace, "log")]["head"] = 7
    return trace


def received(client, seq, *arguments, **more):
    return said(12, "received", client=client, **entry(seq, *arguments, **more))


DANI = said(0, "connected", client="dani", user="dani")
BROKEN = [
    ("form", without("connected", client="caro")),
    ("form", change("sent", {"client": "beto"}, kind="shouted")),
    ("form", change("acknowledged", {"client": "ana"}, ref=77)),
    ("form", change("history", {"seq": 2}, seq="2")),
    ("lost", lost_with_its_seq),
    ("lost", change("history", {"seq": 5}, type="notice")),
    ("receipt", change("acknowledged", {"seq": 5}, seq=4)),
    ("receipt", change("acknowledged", {"seq": 5}, ts=999)),
    ("twice", with_more(stored(6, "ana", "hola", client_id="a1"), head=6)),
    ("twice", with_more(stored(6, "beto", "qué tal"), head=6)),
    ("unsent", with_more(stored(6, "ana", "sorpresa"), head=6)),
    ("unsent", with_more(stored(6, "ana", "sorpresa", client_id="a9"), head=6)),
    ("unsent", change("history", {"seq": 5}, user="caro")),
    ("altered", change("history", {"seq": 5}, text="adi\u00c3\u00b3s")),
    ("refused", with_more(stored(6, "beto", "   "), head=6)),
    ("duplicate", change("acknowledged", {"client": "ana", "seq": 1}, seq=3, ref=2)),
    ("duplicate", with_more(said(8, "sent", client="ana", ref=9, room="general", text="hola", client_id="a1"),
                            said(9, "acknowledged", client="ana", ref=9, room="general", seq=1, ts=1001))),
    ("order", out_of_order),
    ("order", overtaken_on_one_connection),
    ("dense", without("history", seq=4)),
    ("dense", with_more(stored(2, "beto", "qué tal"))),
    ("dense", change("log", {}, head=4)),
    ("clock", change("history", {"seq": 4}, ts=1)),
    ("gap", without("received", client="beto", seq=3)),
    ("double", with_more(received("beto", 5, "beto", "adiós"))),
    ("double", swapped),
    ("resume", change("resumed", {}, **{"from": 2})),
    ("resume", change("resumed", {}, **{"from": 0})),
    ("resume", change("resumed", {}, epoch="e0")),
    ("differs", change("received", {"client": "beto", "seq": 2}, text="que tal")),
    ("differs", change("received", {"client": "beto", "seq": 2}, user="ana")),
    ("differs", with_more(said(12, "paged", client="beto", epoch="e1", **entry(1, "ana", "adiós")))),
    ("phantom", with_more(received("beto", 6, "ana", "nadie"))),
    ("hidden", change("history", {"seq": 3}, audience="ana")),
    ("hidden", change("received", {"client": "beto", "seq": 2}, type="nop")),
    ("stranger", with_more(DANI, received("dani", 1, "ana", "hola"))),
    ("stranger", with_more(said(12, "left", client="beto", room="general"), received("beto", 6, "ana", "x"))),
    ("stranger", with_more(said(12, "cut", client="beto"), received("beto", 6, "ana", "x"))),
    ("after_kick", with_more(received("caro", 5, "beto", "adiós"))),
    ("tail", without("received", client="ana", seq=5)),
]


@pytest.mark.parametrize("rule, broken", BROKEN, ids=[rule for rule, _ in BROKEN])
def test_each_broken_trace_is_caught_by_its_rule(rule, broken):
    assert rule in rules(broken())


def test_every_rule_has_a_broken_trace_and_a_row_in_the_readme():
    sources = "".join(path.read_text() for path in CHECK.parent.glob("judge/*.py"))
    page = CHECK.with_name("README.md").read_text().split("## The rules")[1]
    described = {rule for row in page.splitlines() if row.startswith("| `")
                 for rule in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert {rule for rule, _ in BROKEN} == described
    assert all(f'"{rule}"' in sources for rule in described)


def test_a_good_trace_is_left_alone():
    assert rules(good()) == set()


def test_a_deleted_message_may_have_lost_its_text_and_hidden_ones_are_nops():
    trace = good()
    trace[where(trace, "history", seq=1)].update(text="", deleted=True)
    trace[where(trace, "history", seq=2)]["audience"] = "beto"
    for line in trace:
        if line["kind"] == "received" and line["seq"] == 2 and line["client"] != "beto":
            line.update(type="nop", text="")
    assert rules(trace) == set()


def test_a_nop_may_stand_for_a_run_and_a_trimmed_log_begins_at_its_floor():
    trace = [line for line in good() if not (line["kind"] == "history" and line["seq"] < 4)]
    trace[where(trace, "log")]["floor"] = 4
    lines = [DANI, listens(13, "dani", "general", "e1", after=3)]
    first = where(trace, "log")
    trace[first:first] = lines + [said(13, "received", client="dani", **line) for line in LOG[3:]]
    assert rules(trace) == set()
    hidden = [said(0, "connected", client="x", user="x"),
              listens(1, "x", "q", "q1"),
              said(2, "received", client="x", room="q", seq=1, to=3, type="nop"),
              said(3, "caught_up", client="x", room="q"),
              said(3, "log", room="q", epoch="q1", floor=1, head=3)]
    hidden += [said(3, "history", room="q", epoch="q1", seq=seq, ts=1, type="mention", audience="y")
               for seq in (1, 2, 3)]
    assert rules(hidden) == set()


def test_a_deleted_room_is_judged_by_what_its_listeners_saw():
    def views(second_text):
        trace = [said(0, "connected", client=name, user=name) for name in "ab"]
        trace += [listens(0, name, "tmp", "t1") for name in "ab"]
        trace += [said(1, "sent", client="a", ref=1, room="tmp", text="x", client_id="k"),
                  said(2, "acknowledged", client="a", ref=1, room="tmp", epoch="t1", seq=1, ts=5)]
        trace += [said(3, "received", client=name, room="tmp", seq=1, type="message", user="a", text=text)
                  for name, text in (("a", "x"), ("b", second_text))]
        return trace + [said(4, "deleted", room="tmp", epoch="t1"),
                        said(5, "log", room="tmp", epoch="t2", floor=1, head=0)]
    assert rules(views("x")) == set()
    assert rules(views("y")) == {"differs"}


def run(*arguments, text=""):
    command = [sys.executable, str(CHECK), *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=60)


def test_the_command_says_a_sentence_for_each_violation(tmp_path):
    trace = tmp_path / "trace.jsonl"
    trace.write_text("\n".join(json.dumps(line) for line in good()))
    assert (run(str(trace)).returncode, run(str(trace)).stdout) == (0, "")
    answer = run("-", text="\n".join(json.dumps(line) for line in lost_with_its_seq()) + "\nno json\n")
    assert answer.returncode == 1
    assert [line.split(":")[0] for line in answer.stdout.splitlines()] == ["lost", "form"]
    assert "line " in answer.stdout
    assert run("/no/such/file").returncode == run().returncode == 2


def test_two_hundred_thousand_lines_are_judged_in_seconds():
    clients = [f"c{number}" for number in range(20)]
    lines = [said(0, "connected", client=name, user=name) for name in clients]
    lines += [listens(0, name, "general", "e1") for name in clients]
    count = 8500
    for seq in range(1, count + 1):
        author, more = clients[seq % 20], {"client_id": f"k{seq}"}
        lines += [said(seq, "sent", client=author, ref=seq, room="general", text="x", **more),
                  said(seq, "acknowledged", client=author, ref=seq, room="general", seq=seq, ts=1000 + seq),
                  said(seq, "history", epoch="e1", **entry(seq, author, "x", **more))]
        lines += [said(seq, "received", client=name, **entry(seq, author, "x", **more)) for name in clients]
    lines.append(said(count, "log", room="general", epoch="e1", floor=1, head=count))
    texts = [json.dumps(line) for line in lines]
    begin = time.monotonic()
    assert judge(texts) == []
    assert time.monotonic() - begin < 20  # seconds, on a busy machine; alone it takes about two


@pytest.mark.parametrize("head, rules", [(5, []), (3, ["after_kick"])])
def test_who_joins_again_reads_past_the_entry_that_put_it_out_before(head, rules):
    again = said(12, "joined", client="caro", room="general", epoch="e1", head=head, **{"from": 3})
    trace = good() + [again, *[said(13, "received", client="caro", **line) for line in LOG[3:]]]
    assert [violation.rule for violation in judge(json.dumps(line) for line in trace)] == rules
