"""Search of every file of a browser's profile folder for words, for test_profile.py.

The search reads each file as bytes, so it also finds what a database has deleted but not
overwritten. It finds words in UTF-8 and UTF-16, and quoted as in a URL. It unpacks Firefox's mozLz4
files and decodes Base64. It refuses a table of LevelDB: a short visit leaves only logs, which are
not compressed. It does not see inside the bodies of responses in the caches of Chromium and
Firefox, which are compressed as the server sent them. The URL of each is next to it, in the clear.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote_to_bytes

MOZ_LZ4 = b"mozLz40\0"
TABLE = bytes.fromhex("57fb808b247547db")  # at the end of a table of LevelDB
BASE64 = re.compile(rb"[A-Za-z0-9+/]{16,}={0,2}")


def found(profile: Path, words: Iterable[str], public: Iterable[bytes] = ()) -> list[str]:
    """Return which words the files of a profile contain.

    Args:
        profile: The folder.
        words: What to search for, in ASCII.
        public: Pages whose text is left out, because every reader gets the same.

    Returns:
        For each file and word, "path: word", sorted.
    """
    hits = set()
    for file in profile.rglob("*"):
        if not file.is_file() or file.is_symlink():
            continue
        content = file.read_bytes()
        assert not content.endswith(TABLE), f"Snappy may have compressed {file}"
        for data in texts(content):
            for page in public:
                data = data.replace(page, b"")
            plain = unquote_to_bytes(data.replace(b"\0", b""))  # UTF-16 of either order, too
            hits |= {
                f"{file.relative_to(profile)}: {word}" for word in words if word.encode() in plain
            }
    return sorted(hits)


def texts(data: bytes) -> Iterator[bytes]:
    """Yield the bytes of a file, and what is packed in them."""
    yield data
    if data.startswith(MOZ_LZ4):
        data = unlz4(data[len(MOZ_LZ4) + 4 :])  # after the size
        yield data
    decoded = (base64.b64decode(text[: len(text) // 4 * 4]) for text in BASE64.findall(data))
    yield b"\n".join(decoded)


def unlz4(data: bytes) -> bytes:
    """Return what an LZ4 block contains."""
    out, stream = bytearray(), BytesIO(data)

    def length(least: int) -> int:
        byte = 255 if least == 15 else 0
        while byte == 255:
            byte = stream.read(1)[0]
            least += byte
        return least

    while token := stream.read(1):
        out += stream.read(length(token[0] >> 4))
        if back := stream.read(2):
            repeat(out, int.from_bytes(back, "little"), length(token[0] & 15) + 4)
    return bytes(out)


def repeat(out: bytearray, back: int, length: int) -> None:
    """Append bytes that `out` already has, and that the appended ones may overlap."""
    for _ in range(length):
        out.append(out[-back])
