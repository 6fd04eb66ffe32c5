"""Nothing that a person wrote is lost, however often the texts change.

The changes are random, from a fixed seed, and each is followed by an update of the catalog.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from wizard.i18n.catalog import SourceText, update_catalog
from wizard.i18n.po import Message, make_header, make_message, parse, write

RUNS = 100
WORDS = "you your home owner letter court rent notice day week answer keep date pay sign".split()  # noqa: SIM905

Texts = list[SourceText]
Known = dict[tuple[str, str], Message]


def sentence(random: Random) -> str:
    """Return a sentence of a few words."""
    return " ".join(random.choices(WORDS, k=random.randint(1, 9))).capitalize() + "."


def reword(random: Random, text: str) -> str:
    """Return a sentence with one change: a word, a letter, the case or an end."""
    words = text.split()
    words[random.randrange(len(words))] = random.choice(WORDS)
    return random.choice((" ".join(words), text.lower(), text + " Really.", text[:-1] + "?"))


def first_texts(random: Random) -> Texts:
    """Return the texts of a guide, some of them in another context."""
    texts = [SourceText(sentence(random), context=random.choice(("", "other"))) for _ in range(12)]
    return edit(random, texts)


def edit(random: Random, texts: Texts) -> Texts:
    """Return the texts after one change that an author could make."""
    texts = [*texts]
    place = random.randrange(len(texts))
    match random.randrange(5):
        case 0 | 1:
            texts[place] = replace(texts[place], text=reword(random, texts[place].text))
        case 2:
            texts[place] = replace(texts[place], text=sentence(random))
        case 3:
            texts.insert(place, SourceText(sentence(random), context=random.choice(("", "other"))))
        case _ if len(texts) > 5:
            # Removed, or moved to another place.
            texts.insert(random.choice((place, -1)), texts.pop(place))
            texts.pop()
    # A text is in a catalog once for each context.
    unique = {(text.context, text.text): text for text in texts}
    return [
        replace(text, locations=(("guide.yaml", line),))
        for line, text in enumerate(unique.values())
    ]


def translated(random: Random, message: Message) -> Message:
    """Return a message after a translator has worked on it."""
    lines = make_message("", f"{sentence(random)} ({random.random()})").lines_of("msgid")
    translation = (lines[0].replace("msgid", "msgstr"), *lines[1:])
    source = make_message(*message.key).lines_of("msgid")
    context = make_message(*message.key).lines_of("msgctxt")
    comments = (f"# {random.random()}",) if random.random() < 0.3 else message.comments
    flags = () if random.random() < 0.7 else ("fuzzy",)
    return replace(message, lines=(*context, *source, *translation), comments=comments, flags=flags)


def first_catalog(random: Random, texts: Texts) -> list[Message]:
    """Return a catalog as a translator left it: each text is done or a draft, and some are old."""
    header = replace(make_header("es"), comments=("# Traductor: Ana", "#", "# 2026"))
    messages = [translated(random, make_message(text.context, text.text)) for text in texts]
    old = [translated(random, make_message("", sentence(random))) for _ in range(3)]
    return [header, *messages, *(replace(message, obsolete=True) for message in old)]


@pytest.fixture
def po(tmp_path: Path) -> Path:
    return tmp_path / "es.po"


@pytest.mark.parametrize("seed", range(4))
def test_changes_and_their_reversal_end_with_the_first_catalog(po: Path, seed: int) -> None:
    """After 50 random changes, undone one by one, each byte of the file is as before.

    Each text has a translation or a draft. One without is forgotten when it goes, as it has
    nothing to keep, and may come back with a suggestion.
    """
    random = Random(seed)  # noqa: S311
    history = [first_texts(random)]
    po.write_text(write(first_catalog(random, history[0])), "utf-8")
    update_catalog(po, "es", history[0])
    first = po.read_bytes()
    for _ in range(RUNS // 2):
        history.append(edit(random, history[-1]))
        update_catalog(po, "es", history[-1])
    assert po.read_bytes() != first
    for texts in reversed(history[:-1]):
        update_catalog(po, "es", texts)
    assert po.read_text("utf-8") == first.decode()


@pytest.mark.parametrize("seed", range(4))
def test_work_of_a_translator_between_changes_is_never_lost(po: Path, seed: int) -> None:
    """Each translation is at its text, in use or obsolete, with each comment, after each update."""
    random = Random(seed)  # noqa: S311
    texts = first_texts(random)
    work: Known = {}
    po.write_text(write(first_catalog(random, texts)), "utf-8")
    for _ in range(RUNS):
        texts = edit(random, texts)
        keys = [(text.context, text.text) for text in texts]
        update_catalog(po, "es", texts)
        once = po.read_bytes()
        update_catalog(po, "es", texts)
        assert po.read_bytes() == once
        header, *messages = parse(once.decode())
        assert header.comments[0] == "# Traductor: Ana"
        assert [each.key for each in messages if not each.obsolete] == keys
        found = {each.key: each for each in reversed(messages)}
        for key, done in work.items():
            kept = found[key]
            assert (kept.translation, kept.comments) == (done.translation, done.comments)
            assert kept.fuzzy == done.fuzzy
        for place in random.sample(range(len(keys)), 2):
            work[keys[place]] = messages[place] = translated(random, messages[place])
        po.write_text(write([header, *messages]), "utf-8")
