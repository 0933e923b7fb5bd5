"""What the user interfaces say in a language instead of an English text, as regular expressions
that Python and browsers read alike.

A test names what it looks for in English, with names and numbers filled in, or a part of it. Here
it is found in the English catalogues, and the other language's texts under the same keys are put
together, with the same names in them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from signaling import icu

I18N = Path(__file__).parents[2] / "client_js" / "src" / "i18n"
_ENTRY = re.compile(
    r"^  '([^']+)':\s+(?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"),$", re.MULTILINE
)
# The customer's first: of texts that are alike in English hers are meant.
_FIRST = ("common", "customer", "calling", "dock", "check", "agent", "agent_calls")
# A text of names only, "{name}: {text}", is found in everything.
_LEAST_LETTERS = 5
# Around what is inserted, where directions mix.
_ISOLATE = "[\u2066-\u2069\u200e\u200f]*"
_NUMBER = r"[\d.,\s\u0660-\u0669\u066b\u066c]+"


@cache
def catalogue(language: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for part in _parts():
        if language == "en":
            name = "en.ts" if part == "common" else f"en_{part}.ts"
            for match in _ENTRY.finditer((I18N / name).read_text()):
                texts[match[1]] = re.sub(r"\\(.)", r"\1", match[2] or match[3] or "")
        else:
            texts.update(json.loads((I18N / "locales" / language / f"{part}.json").read_text()))
    return texts


def _parts() -> list[str]:
    found = {"common", *(path.stem[len("en_") :] for path in I18N.glob("en_*.ts"))}
    return [*_FIRST, *sorted(found.difference(_FIRST))]


def escape(words: str) -> str:
    """For Python and for JavaScript; any white space stands for any other."""
    return re.sub(r"\s+", r"\\s+", re.sub(r"([.*+?^${}()|\[\]\\/])", r"\\\1", words))


class English(NamedTuple):
    """`said`: what it becomes; its groups are named `NAME_1`, `NAME_2`, ... `bare`: the words that
    stand in it whatever is filled in."""

    key: str
    text: str
    said: re.Pattern[str]
    bare: tuple[str, ...]
    samples: tuple[str, ...]

    def filled(self, text: str) -> Mapping[str, str] | None:
        """What `text` has in the places of this one's names; None: this is not it."""
        if sum(map(len, self.bare)) < _LEAST_LETTERS or not (match := self.said.fullmatch(text)):
            return None
        return {name.rsplit("_", 1)[0]: value for name, value in match.groupdict().items() if value}


@cache
def _english() -> tuple[English, ...]:
    return tuple(_entry(key, text) for key, text in catalogue("en").items())


def _entry(key: str, text: str) -> English:
    elements = icu.parse(text)
    names: list[str] = []

    def capture(name: str) -> str:
        names.append(name)
        return f"(?P<{name}_{len(names)}>.+?)"

    said = re.compile(_expression(elements, capture), re.DOTALL)
    samples = tuple(_sample(elements, number) for number in ("7", "1"))
    return English(key, text, said, tuple(_bare(elements)), samples)


def _expression(elements: list[icu.Element], insert: Callable[[str], str]) -> str:
    pieces = []
    for element in elements:
        match element["type"]:
            case 0:
                pieces.append(escape(element["value"]))
            case 1:
                pieces.append(_ISOLATE + insert(element["value"]) + _ISOLATE)
            case 7:
                pieces.append(_NUMBER)
            case _:
                branches = (branch["value"] for branch in element["options"].values())
                pieces.append(f"(?:{'|'.join(_expression(one, insert) for one in branches)})")
    return "".join(pieces)


def _bare(elements: list[icu.Element]) -> Iterator[str]:
    for element in elements:
        if element["type"] == icu.LITERAL:
            yield element["value"]
        for branch in element.get("options", {}).values():
            yield from _bare(branch["value"])


def _sample(elements: list[icu.Element], number: str) -> str:
    """As it may be read, for expressions that tests look for."""
    said = ""
    for element in elements:
        if "options" in element:
            options = element["options"]
            branch = options.get("one", options["other"]) if number == "1" else options["other"]
            said += _sample(branch["value"], number)
        else:
            said += str(element["value"]) if element["type"] == icu.LITERAL else number
    return said


class Wording:
    def __init__(self, language: str) -> None:
        self.language = language
        self._found: dict[tuple[str, bool], str | None] = {}

    def of(self, english: str, *, exact: bool) -> str | None:
        """The expression of what is said for `english`, the whole text if `exact`, else a part.

        None: no user interface says it, as with what people write."""
        asked = (english, exact)
        if asked not in self._found:
            self._found[asked] = self._look_up(english.strip(), exact)
        return self._found[asked]

    def plain(self, english: str) -> str:
        """In its words: `english` itself where there are none, or names to be filled in."""
        for one in _english():
            if one.text == english:
                return catalogue(self.language).get(one.key, english)
        return english

    def like(self, english: re.Pattern[str]) -> str | None:
        """Of all that `english` finds."""
        found = [one for one in _english() if any(map(english.search, one.samples))]
        return _either([self._said(one, {}) for one in found])

    def _look_up(self, english: str, exact: bool) -> str | None:
        found = []
        for one in _english():
            if one.text == english:
                found.append(self._said(one, {}))
            elif (filled := one.filled(english)) is not None:
                found.append(self._said(one, filled))
            elif not exact and any(english.casefold() in bare.casefold() for bare in one.bare):
                found.append(self._said(one, {}))
        return _either(found)

    def _said(self, english: English, filled: Mapping[str, str]) -> str:
        text = catalogue(self.language).get(english.key, english.text)

        def insert(name: str) -> str:
            value = filled.get(name)
            if value is None:
                return ".+?"
            inner = self.of(value, exact=True)
            return escape(value) if inner is None else f"(?:{inner}|{escape(value)})"

        return _expression(icu.parse(text), insert)


def _either(expressions: list[str]) -> str | None:
    unique = list(dict.fromkeys(expressions))
    return f"(?:{'|'.join(unique)})" if unique else None
