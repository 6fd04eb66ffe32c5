"""A cache of pictures that take long to draw."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import suppress
from threading import Lock

from wizard.pages.map import Picture

MOST = 200  # pictures


class PictureCache:
    """Pictures that were drawn, each once however many ask for it at a time; the oldest make room for new ones."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._held: dict[Hashable, Picture | None] = {}
        self._drawing = Lock()

    def get(self, key: Hashable, draw: Callable[[], Picture | None]) -> Picture | None:
        """The picture of this key, drawn when it is first asked for. That it cannot be drawn is held too."""
        with suppress(KeyError):
            return self._held[key]
        with self._drawing:
            if key not in self._held:
                picture = draw()
                while len(self._held) >= self.most:
                    del self._held[next(iter(self._held))]
                self._held[key] = picture
            return self._held[key]
