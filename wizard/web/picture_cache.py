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
        with suppress(KeyError):
            return self._pictures[key]
        with self._drawing:
            if key not in self._pictures:
                picture = draw()
                while len(self._pictures) >= self.most:
                    del self._pictures[next(iter(self._pictures))]
                self._pictures[key] = picture
            return self._pictures[key]
