"""The store of one day: bounded in bytes, and what it has stays until the next day."""

from __future__ import annotations

from datetime import date, timedelta

from wizard.web.day_store import OVERHEAD, DayStore

TODAY = date(2026, 11, 23)


def test_full_store_refuses_new_entries_until_the_next_day() -> None:
    """An entry can be replaced by one that fits. A new day begins with an empty store."""
    store: DayStore[str] = DayStore(2 * OVERHEAD + 2 + 100)
    for name, size in (("a", 40), ("b", 60), ("c", 0)):
        store.put((TODAY, name), name, size)
    assert [store.get((TODAY, name)) for name in "abc"] == ["a", "b", None]
    assert store.full_on == TODAY
    assert store.size == store.capacity
    store.put((TODAY, "a"), "longer", 41)
    assert store.get((TODAY, "a")) == "a"
    store.put((TODAY, "a"), "shorter", 10)
    assert (store.get((TODAY, "a")), store.size) == ("shorter", store.capacity - 30)
    tomorrow = TODAY + timedelta(1)
    store.put((tomorrow, "c"), "c", 100)
    assert (store.entries, store.size) == ({(tomorrow, "c"): "c"}, OVERHEAD + 1 + 100)
    assert store.full_on == TODAY


def test_length_of_a_key_counts() -> None:
    """A client that makes up hosts can make up long ones, and keys contain the host."""
    store: DayStore[str] = DayStore(OVERHEAD + 1000)
    store.put((TODAY, "https://" + "a" * 1000, "/"), "page", 0)
    assert (store.entries, store.size) == ({}, 0)
    store.put((TODAY, "https://" + "a" * 900, "/"), "page", 0)
    assert (len(store.entries), store.size) == (1, OVERHEAD + 909)
