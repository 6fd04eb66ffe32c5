"""The cache of pictures, PDFs and guides."""

from __future__ import annotations

from wizard.web.file_cache import FileCache


def test_file_cache_removes_the_oldest_file() -> None:
    """A removed file is made again at the next request."""
    cache, made = FileCache[bytes](most=2), list[str]()

    def make(name: str) -> bytes:
        made.append(name)
        return name.encode()

    for name in ("a", "b", "a", "c", "b", "c", "a"):
        assert cache.get(name, lambda name=name: make(name)) == name.encode()  # type: ignore[misc]
    assert made == ["a", "b", "c", "a"]


def test_file_cache_keeps_that_a_file_cannot_be_made() -> None:
    """Trying again would be as slow."""
    cache, tries = FileCache[bytes](), list[str]()
    for _ in range(2):
        assert cache.get("a", lambda: tries.append("a")) is None
    assert tries == ["a"]
