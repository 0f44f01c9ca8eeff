"""The judge of chat traces: what a trace must show is written in ../README.md, a rule at a time."""
from .logs import Logs
from .posts import judge_posts
from .trace import Trace, Violation, read_trace
from .views import judge_views


def judge(lines):
    """Every violation in a trace, given as an iterable of JSON texts; none for a good one."""
    trace = read_trace(lines)
    logs = Logs(trace)
    judge_posts(trace, logs)
    judge_views(trace, logs)
    return sorted(trace.violations, key=lambda violation: violation.line)


__all__ = ["judge", "Trace", "Violation"]
