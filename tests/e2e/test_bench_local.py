"""workchat-bench without a network, in small: what it tells is true of what it did."""
import pytest

from test_bench import bench


def local(*words):
    told = bench("in-process", *words)
    assert told["failures"] == []
    return told


@pytest.mark.parametrize("driver", ["host", "thread"])
def test_messages_in_flight_share_commits_and_one_by_one_they_do_not(driver):
    told = local("post", "--driver", driver, "--messages", 200, "--durability", "off")
    assert (told["messages"], told["batch"]) == (200, 1) and told["cpu_us_per_message"] > 0
    told = local("post", "--driver", driver, "--messages", 600, "--in-flight", 30, "--rooms", 4, "--active", 2,
                 "--stored", 100, "--durability", "off")
    assert 1 < told["batch"] <= 30 and told["messages_per_s"] > 0


def test_a_host_that_drives_decides_what_is_in_a_turn():
    assert local("post", "--store", "memory", "--driver", "host", "--messages", 300, "--in-flight", 30)["batch"] == 30


@pytest.mark.parametrize("how", [("--driver", "host"), ("--driver", "thread"), ("--one-core",)])
def test_every_post_is_heard(how):
    assert local("latency", *how, "--messages", 100)["latency_us"]["count"] == 100


def test_pages_and_starts_are_timed():
    assert local("page", "--stored", 200, "--pages", 20)["page_us"]["count"] == 20
    told = local("start", "--users", 20, "--rooms", 10, "--members", 2, "--stored", 100, "--runs", 2)
    assert told["listening_us"]["count"] == 2
    assert told["listening_us"]["max"] > told["engine_us"]["max"] > 0


def test_what_is_held_is_told_for_each():
    told = local("memory", "--count", 2000)
    if told["engine_bytes"] == 0:
        pytest.skip("a sanitizer's allocator does not tell what is allocated")
    assert 0 < told["empty_room_bytes"] < told["room_of_one_bytes"]
    assert told["account_bytes"] > 0 and told["idle_session_bytes"] > 0 and told["engine_bytes"] > 0
