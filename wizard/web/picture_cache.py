"""A cache of pictures, because drawing one takes long."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import suppress
from threading import Lock

from wizard.pages.map import Picture

MOST = 200  # pictures


class PictureCache:
    """Pictures by key, each drawn once even if several threads request it at a time.

    If there are more than `most`, the oldest is dropped.
    """

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._pictures: dict[Hashable, Picture | None] = {}
        self._drawing = Lock()

    def get(self, key: Hashable, draw: Callable[[], Picture | None]) -> Picture | None:
        """Return the picture of this key, which `draw` makes on the first request.

        None, for a picture that cannot be drawn, is kept too: trying again would be as slow.
        """
        # Without the lock: reading a dict is atomic, and readers of a map that is drawn already
        # should not wait for another one.
        with suppress(KeyError):
            return self._pictures[key]
        # One lock for all keys, so that at most one Graphviz runs per process: a crawler that opens
        # every map must not take all processors.
        with self._drawing:
            # Another thread may have drawn it while this one waited for the lock.
            if key not in self._pictures:
                picture = draw()
                # A dict keeps its keys in the order of insertion, so the first one is the oldest.
                while len(self._pictures) >= self.most:
                    del self._pictures[next(iter(self._pictures))]
                self._pictures[key] = picture
            return self._pictures[key]
