"""A cache of what takes long to make: pictures, PDFs and guides as one file."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import suppress
from threading import Lock
from typing import Generic, TypeVar

MOST = 200  # files

_File = TypeVar("_File")


class FileCache(Generic[_File]):
    """Files by key, each made once even if several threads request it at a time.

    If there are more than `most`, the oldest is dropped.
    """

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._files: dict[Hashable, _File | None] = {}
        self._making = Lock()

    def get(self, key: Hashable, make: Callable[[], _File | None]) -> _File | None:
        """Return the file of this key, which `make` makes on the first request.

        None, for a file that cannot be made, is kept too: trying again would be as slow.
        """
        # Without the lock: reading a dict is atomic, and readers of a file that is made already
        # should not wait for another one.
        with suppress(KeyError):
            return self._files[key]
        # One lock for all keys, so that at most one file is made at a time in a process: a crawler
        # that opens every map must not take all processors.
        with self._making:
            # Another thread may have made it while this one waited for the lock.
            if key not in self._files:
                file = make()
                # A dict keeps its keys in the order of insertion, so the first one is the oldest.
                while len(self._files) >= self.most:
                    del self._files[next(iter(self._files))]
                self._files[key] = file
            return self._files[key]
