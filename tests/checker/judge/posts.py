"""What was sent against what is kept: what was acknowledged is there once, and nothing comes from nowhere."""
from collections import Counter, defaultdict


class Sends:
    """Every `sent` line with what was answered to it."""

    def __init__(self, trace):
        self.by_ref = {}
        self.by_client_id = defaultdict(list)  # (room, user, client_id)
        self.by_text = defaultdict(list)       # (room, user, text), of those without a client_id
        self.refused = set()                   # line numbers
        for line in trace.by_kind["sent"]:
            user = trace.users[line["client"]]
            self.by_ref[line["client"], line["ref"]] = line
            if line.get("client_id"):
                self.by_client_id[line["room"], user, line["client_id"]].append(line)
            else:
                self.by_text[line["room"], user, line["text"]].append(line)
        for line in trace.by_kind["refused"]:
            sent = self.by_ref.get((line["client"], line["ref"]))
            if sent:
                self.refused.add(sent["n"])

    def of_answer(self, trace, line):
        sent = self.by_ref.get((line["client"], line["ref"]))
        if sent is None:
            trace.blame("form", line, f"{line['client']} never sent {line['ref']}")
        return sent


def judge_posts(trace, logs):
    sends = Sends(trace)
    where = judge_origins(trace, logs, sends)
    judge_receipts(trace, logs, sends, where)
    judge_duplicates(trace, sends)
    judge_order(trace, sends)


def judge_origins(trace, logs, sends):
    """Asks of each stored message who sent it. Returns where each is: (log, user, client_id) -> seq."""
    where = {}
    for log in logs:
        if not log.known:
            continue
        unnamed = Counter()
        for seq, entry in log.entries.items():
            if entry["type"] != "message":
                continue
            user, name = entry.get("user"), entry.get("client_id")
            if not name:
                unnamed[user, entry.get("text")] += not entry.get("deleted")
                continue
            if (log, user, name) in where:
                trace.blame("twice", entry, f"{log}: {user}'s message {name} is at seq "
                                            f"{where[log, user, name]} and at seq {seq}")
            where[log, user, name] = seq
            judge_named(trace, log, entry, sends)
        judge_unnamed(trace, log, unnamed, sends)
    return where


def judge_named(trace, log, entry, sends):
    tries = sends.by_client_id.get((log.room, entry["user"], entry["client_id"]), [])
    what = f"{log}: the message {entry['client_id']} at seq {entry['seq']}"
    if not tries:
        return trace.blame("unsent", entry, f"{what} was sent by nobody")
    if entry.get("deleted"):
        return None
    same = [line for line in tries if line["text"] == entry.get("text")]
    if not same:
        return trace.blame("altered", entry, f"{what} has another text than the one sent")
    if all(line["n"] in sends.refused for line in same):
        return trace.blame("refused", entry, f"{what} was refused, and is stored all the same")
    return None


def judge_unnamed(trace, log, unnamed, sends):
    for (user, text), count in unnamed.items():
        tries = sends.by_text.get((log.room, user, text), [])
        taken = sum(line["n"] not in sends.refused for line in tries)
        if count <= taken:
            continue
        rule = "unsent" if not tries else "refused" if not taken else "twice"
        entry = next(line for line in log.entries.values()
                     if line.get("text") == text and line.get("user") == user)
        trace.blame(rule, entry, f"{log}: {user}'s message {text!r} is stored {count} times, "
                                 f"and was sent and not refused {taken} times")


def judge_receipts(trace, logs, sends, where):
    for line in trace.by_kind["acknowledged"]:
        sent = sends.of_answer(trace, line)
        if sent is None:
            continue
        candidates = [log for log in logs.of_room(line["room"]) if line.get("epoch", log.epoch) == log.epoch]
        if not any(is_the_message(trace, log.entries.get(line["seq"]), line, sent)
                   for log in candidates if log.known):
            blame_receipt(trace, line, sent, candidates, where)


def is_the_message(trace, entry, receipt, sent):
    if entry is None or entry["type"] != "message" or entry["ts"] != receipt["ts"]:
        return False
    return (entry.get("user") == trace.users[sent["client"]]
            and entry.get("client_id", "") == sent.get("client_id", "")
            and (entry.get("deleted") or entry.get("text") == sent["text"]))


def blame_receipt(trace, line, sent, candidates, where):
    if any(log.deleted or line["seq"] < log.floor for log in candidates):
        return
    user, name = trace.users[sent["client"]], sent.get("client_id")
    what = f"{user}'s message {name or sent['text']!r}, acknowledged at seq {line['seq']} of {line['room']}"
    elsewhere = [where[log, user, name] for log in candidates if name and (log, user, name) in where]
    if elsewhere:
        trace.blame("receipt", line, f"{what} with ts {line['ts']}, is stored otherwise, at {elsewhere[0]}")
    else:
        trace.blame("lost", line, f"{what}, is not there")


def judge_duplicates(trace, sends):
    first = {}
    fresh = set()
    for line in trace.by_kind["acknowledged"]:
        sent = sends.by_ref.get((line["client"], line["ref"]))
        name = sent and sent.get("client_id")
        if not name:
            continue
        key = (log_of(line), trace.users[sent["client"]], name)
        seen = first.setdefault(key, line)
        if (seen["seq"], seen["ts"]) != (line["seq"], line["ts"]):
            trace.blame("duplicate", line, f"{name} was acknowledged at seq {seen['seq']} ts {seen['ts']} "
                                           f"before, and is now at seq {line['seq']} ts {line['ts']}")
        if not line.get("duplicate"):
            if key in fresh:
                trace.blame("duplicate", line, f"{name} is called new for the second time")
            fresh.add(key)


def log_of(receipt):
    return receipt["room"], receipt.get("epoch")


def judge_order(trace, sends):
    """What was acknowledged before another was sent comes before it."""
    answers = {(line["client"], line["ref"]): line for line in trace.by_kind["acknowledged"]}
    moments = [(line["t"], 0, line) for line in trace.by_kind["sent"]]
    moments += [(line["t"], 1, line) for line in trace.by_kind["acknowledged"]]
    moments.sort(key=lambda moment: moment[:2])
    highest = {}  # the highest seq of a log that was acknowledged so far
    for _, answered, line in moments:
        if answered:
            highest[log_of(line)] = max(highest.get(log_of(line), 0), line["seq"])
            continue
        answer = answers.get((line["client"], line["ref"]))
        if answer and not answer.get("duplicate") and answer["seq"] <= highest.get(log_of(answer), 0):
            trace.blame("order", line, f"{line['ref']} got seq {answer['seq']} of {line['room']}, though seq "
                                       f"{highest[log_of(answer)]} was acknowledged before it was sent")
    judge_connection_order(trace, answers)


def judge_connection_order(trace, answers):
    """What one connection sends keeps its order."""
    last = {}  # (client, log) -> the seq of the newest message sent on this connection
    for line in trace.events:
        if line["kind"] == "connected":
            for key in [key for key in last if key[0] == line["client"]]:
                del last[key]
        answer = answers.get((line["client"], line["ref"])) if line["kind"] == "sent" else None
        if answer is None or answer.get("duplicate"):
            continue
        key = (line["client"], log_of(answer))
        if answer["seq"] <= last.get(key, 0):
            trace.blame("order", line, f"{line['client']}'s {line['ref']} got seq {answer['seq']}, "
                                       f"though what it sent before got {last[key]}")
        last[key] = answer["seq"]
