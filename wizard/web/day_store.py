"""A store of what is the same for everyone on one date, bounded in bytes."""

from __future__ import annotations

import threading
from datetime import date
from typing import Generic, TypeVar

OVERHEAD = 4096  # bytes that an entry takes besides its content and key: headers, dict entry

Key = tuple[date | str, ...]  # the date first

_Entry = TypeVar("_Entry")


class DayStore(Generic[_Entry]):
    """Entries of one date by a key that begins with it.

    A full store refuses new entries until the next day. So a client that requests very many URLs
    cannot push out others, and cannot find out which of them are requested again. `full_on` is the
    last date on which it has refused one.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self.full_on: date | str = ""
        self.entries: dict[Key, _Entry] = {}
        self._day: date | str = ""
        self._sizes: dict[Key, int] = {}
        self._lock = threading.Lock()

    def get(self, key: Key) -> _Entry | None:
        """Return the entry under a key, if there is one, without waiting for a lock."""
        return self.entries.get(key)

    def has_room(self, content: int) -> bool:
        """Return whether an entry with this number of bytes would be stored today."""
        return self.size + OVERHEAD + content <= self.capacity

    def put(self, key: Key, entry: _Entry, content: int) -> None:
        """Store an entry with this number of bytes, if there is room for it."""
        with self._lock:
            if key[0] != self._day:
                self._day, self.size = key[0], 0
                self.entries.clear()
                self._sizes.clear()
            # A client that makes up hosts can make up very long ones.
            size = OVERHEAD + content + sum(len(str(part)) for part in key[1:])
            total = self.size - self._sizes.get(key, 0) + size
            if total > self.capacity:
                self.full_on = key[0]
                return
            self.entries[key], self._sizes[key], self.size = entry, size, total
