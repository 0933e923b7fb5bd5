"""What the browsers' user interfaces say: the texts of each in each language, as they are served.

English is built into the scripts, which say it wherever another language has nothing under a key.
Of English therefore only what the operator has changed is served.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from broker.names import Language
from signaling import icu
from signaling.assets import JSON, PARTS, Asset, Assets, asset
from signaling.errors import NoSuchPage

# As the browsers take it: words, or the elements of an ICU message.
Message = str | list[icu.Element]
# By language, by key.
Changes = Mapping[str, Mapping[str, Message]]
MOST_CHARACTERS = 2_000
# Which plurals a language has; French counts millions in another way ("1 000 000 de messages").
_LATIN = frozenset({"one", "many", "other"})
PLURALS: Mapping[Language, frozenset[str]] = {
    Language.ENGLISH: frozenset({"one", "other"}),
    Language.GERMAN: frozenset({"one", "other"}),
    Language.FRENCH: _LATIN,
    Language.SPANISH: _LATIN,
    Language.PORTUGUESE: _LATIN,
    Language.ITALIAN: _LATIN,
    Language.JAPANESE: frozenset({"other"}),
    Language.ARABIC: icu.CATEGORIES,
}


class TextsError(Exception):
    """The sentence says which text of the operator's file is wrong, and why."""


def load_changes(file: str, assets: Assets) -> Changes:
    """The operator's own texts, `{TAG: {KEY: TEXT}}` in JSON; none without a file.

    Raises TextsError: a text that is not what the user interface can say is found at the start, and
    not by a customer.
    """
    if not file:
        return {}
    try:
        given = json.loads(Path(file).read_text(encoding="utf-8"))
    except OSError as error:
        raise TextsError(f"Cannot read the texts in {file}: {error.strerror}.") from None
    except (ValueError, RecursionError) as error:
        raise TextsError(f"{file} is not JSON: {error}.") from None
    if not isinstance(given, dict):
        raise TextsError(f"{file} is not an object of languages.")
    english: dict[str, Message] = {}
    for part in PARTS:
        english |= json.loads(assets[f"texts/{part}.{Language.ENGLISH}.json"].body)
    return {tag: _language(file, tag, texts, english) for tag, texts in given.items()}


def _language(
    file: str, tag: str, texts: object, english: Mapping[str, Message]
) -> dict[str, Message]:
    if tag not in set(Language):
        raise TextsError(f"{file}: {tag[:40]!r} is none of the languages {', '.join(Language)}.")
    if not isinstance(texts, dict):
        raise TextsError(f"{file}: {tag} is not an object of texts.")
    checked = {}
    for key, text in texts.items():
        where = f"{file}: {tag}, {key[:80]!r}"
        if key not in english:
            raise TextsError(f"{where}: there is no text with this key.")
        if not isinstance(text, str) or not 0 < len(text) <= MOST_CHARACTERS:
            raise TextsError(f"{where} is not a text of 1 to {MOST_CHARACTERS} characters.")
        try:
            checked[key] = _message(text, english[key], PLURALS[Language(tag)])
        except icu.BadMessage as error:
            raise TextsError(f"{where}: {error}.") from None
    return checked


def _message(text: str, ours: Message, plurals: frozenset[str]) -> Message:
    """Raises BadMessage, also where it asks for what the user interface does not give, and for a
    plural branch that would never be said."""
    elements = icu.parse(text)
    for name, branch in icu.branches(elements):
        if branch not in plurals and not branch.startswith("="):
            own = ", ".join(sorted(plurals))
            raise icu.BadMessage(f"{{{name}}} has the branch {branch}; this language has {own}")
    given = set() if isinstance(ours, str) else icu.needs(ours)
    for name, kind in sorted(icu.needs(elements) - given):
        names = ", ".join(sorted({f"{{{one}}} ({how})" for one, how in given})) or "nothing"
        raise icu.BadMessage(f"it asks for {{{name}}} ({kind}), and may ask for {names}")
    match elements:
        case [{"type": icu.LITERAL, "value": str(words)}] if "{" not in words:
            return words
        case _:
            return elements


class Texts:
    """By file name, `PART.TAG.json`."""

    def __init__(self, assets: Assets, changes: Changes) -> None:
        self._changed_english = bool(changes.get(Language.ENGLISH))
        self._files = {
            f"{part}.{tag}.json": _file(assets, part, tag, changes.get(tag, {}))
            for part in PARTS
            for tag in Language
        }

    def english_changed(self) -> bool:
        return self._changed_english

    def file(self, name: str) -> Asset:
        """Raises NoSuchPage."""
        found = self._files.get(name)
        if found is None:
            raise NoSuchPage
        return found


def _file(assets: Assets, part: str, tag: Language, changes: Mapping[str, Message]) -> Asset:
    name = f"{part}.{tag}.json"
    as_built = assets[f"texts/{name}"].body
    if not changes:
        return asset(name, b"{}" if tag is Language.ENGLISH else as_built, JSON)
    english = json.loads(assets[f"texts/{part}.{Language.ENGLISH}.json"].body)
    theirs = {key: text for key, text in changes.items() if key in english}
    texts = theirs if tag is Language.ENGLISH else {**json.loads(as_built), **theirs}
    body = json.dumps(texts, ensure_ascii=False, separators=(",", ":")).encode()
    return asset(name, body, JSON)
