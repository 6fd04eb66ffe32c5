"""The cache of the pictures of maps."""

from __future__ import annotations

from wizard.pages.map import Picture
from wizard.web.picture_cache import PictureCache


def test_picture_cache_removes_the_oldest_picture() -> None:
    """A removed picture is drawn again at the next request."""
    cache, drawn = PictureCache(most=2), list[str]()

    def draw(name: str) -> Picture:
        drawn.append(name)
        return Picture(name.encode(), 1, 1)

    for name in ("a", "b", "a", "c", "b", "c", "a"):
        picture = cache.get(name, lambda name=name: draw(name))  # type: ignore[misc]
        assert picture == Picture(name.encode(), 1, 1)
    assert drawn == ["a", "b", "c", "a"]
