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
from functools import cache, partial
from itertools import pairwise, permutations
from pathlib import Path
from typing import NamedTuple

from signaling import icu

I18N = Path(__file__).parents[2] / "client_js" / "src" / "i18n"
_ENTRY = re.compile(
    r"^  '([^']+)':\s+(?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"),$", re.MULTILINE
)
# Of what is in HTML, what is read to people.
SPOKEN_ATTRIBUTES = {"aria-label", "title", "placeholder", "alt"}
# The customer's first: of texts that are alike in English hers are meant.
_FIRST = ("common", "customer", "calling", "dock", "check", "agent", "agent_calls")
# Who is in the tests.
_CUSTOMER, _PEOPLE = "Customer 7AB9", ("Alex Demo", "Bea Baker", "Sue Super")
# A text of names only, "{name}: {text}", is found in everything.
_LEAST_LETTERS = 5
# Around what is inserted, where directions mix.
_ISOLATE = "[\u2066-\u2069\u200e\u200f]*"
# What is in a list, as English writes it.
_BETWEEN = re.compile(r", (?:and |or )?| and | or ")
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


class Sample(NamedTuple):
    """`chosen`: the one of the branches whose words are read; empty: those of no case."""

    read: str
    chosen: str


class English(NamedTuple):
    """`said`: what it becomes; its groups are named `NAME_1`, `NAME_2`, ... `bare`: the words that
    stand in it whatever is filled in."""

    key: str
    text: str
    said: re.Pattern[str]
    bare: tuple[str, ...]
    samples: tuple[Sample, ...]
    # Each name that is filled in, with what stands before and behind it.
    inserted: tuple[tuple[str, str, str], ...]

    def filled(self, text: str) -> Mapping[str, str] | None:
        """What `text` has in the places of this one's names; None: this is not it."""
        if not (match := self.said.fullmatch(text)):
            return None
        found = {
            name.rsplit("_", 1)[0]: words for name, words in match.groupdict().items() if words
        }
        are_words = sum(map(len, self.bare)) >= _LEAST_LETTERS
        return found if are_words or "".join(found.values()).isdecimal() else None

    def cut(self, text: str) -> Mapping[str, str] | None:
        """As `filled`, where `text` is a part around one name, "Alex Demo asks"."""
        for before, name, behind in self.inserted:
            start = next((at for at in range(len(before)) if text.startswith(before[at:])), None)
            first = "" if start is None else before[start:]
            ends = (behind[:at] for at in range(len(behind), 0, -1))
            last = next((end for end in ends if text.endswith(end)), "")
            value = text[len(first) : len(text) - len(last)]
            if len(first) + len(last) >= _LEAST_LETTERS and value.strip():
                return {name: value.strip()}
        return self._between(text)

    def _between(self, text: str) -> Mapping[str, str] | None:
        """As `cut`, where two names and what is between them are there, "Ana from Demo shop"."""
        for (_, one, between), (before, other, _) in pairwise(self.inserted):
            first, found, last = text.partition(between)
            if between == before and len(between) >= _LEAST_LETTERS and first and found and last:
                return {one: first, other: last}
        return None


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
    samples, inserted = tuple(_samples(elements)), tuple(_inserted(elements))
    return English(key, text, said, tuple(_bare(elements)), samples, inserted)


def _expression(
    elements: list[icu.Element],
    insert: Callable[[str], str],
    chosen: frozenset[str] = frozenset(),
) -> str:
    """Whatever the case is, or where only those `chosen` are."""
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
                options = element["options"]
                names = chosen.intersection(options) or options
                branches = (_expression(options[one]["value"], insert, chosen) for one in names)
                pieces.append(f"(?:{'|'.join(branches)})")
    return "".join(pieces)


def _bare(elements: list[icu.Element]) -> Iterator[str]:
    for element in elements:
        if element["type"] == icu.LITERAL:
            yield element["value"]
        for branch in element.get("options", {}).values():
            yield from _bare(branch["value"])


def _inserted(elements: list[icu.Element]) -> Iterator[tuple[str, str, str]]:
    words = [one["value"] if one["type"] == icu.LITERAL else "" for one in elements]
    for at, element in enumerate(elements):
        if element["type"] == icu.ARGUMENT:
            yield "".join(words[at - 1 : at]), element["value"], "".join(words[at + 1 : at + 2])


def _samples(elements: list[icu.Element]) -> Iterator[Sample]:
    """As it may be read, for expressions that tests look for."""
    for filled in ("7", "1", _CUSTOMER):
        case = "one" if filled == "1" else ""
        yield Sample(_sample(elements, partial(_always, filled), case), "")
    for two in permutations(_PEOPLE, 2):
        yield Sample(_sample(elements, _cast(two), ""), "")
    for case in sorted(_cases(elements)):
        yield Sample(_sample(elements, partial(_always, "7"), case), case)


def _cases(elements: list[icu.Element]) -> set[str]:
    """The names of what its words depend on, `none` and `refused`; not those of numbers."""
    found = set[str]()
    for element in elements:
        options = element.get("options", {})
        found.update(options if element["type"] == icu.SELECT else ())
        found.update(*(_cases(branch["value"]) for branch in options.values()))
    return found - {"other"}


def _always(filled: str, _: str) -> str:
    return filled


def _cast(two: tuple[str, str]) -> Callable[[str], str]:
    """The customer, and two more in the order in which they come."""
    parts = {"customer": _CUSTOMER}
    return lambda name: parts.setdefault(name, two[(len(parts) - 1) % 2])


def _sample(elements: list[icu.Element], insert: Callable[[str], str], case: str) -> str:
    said = ""
    for element in elements:
        match element["type"]:
            case 0:
                said += element["value"]
            case 5 | 6:
                options = element["options"]
                branch = options.get(case, options["other"])
                said += _sample(branch["value"], insert, case)
            case _:
                said += insert(str(element.get("value", "#")))
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

    def said(self, text: str) -> Said:
        heard = Said(text)
        heard.wording = self
        return heard

    def plain(self, english: str) -> str:
        """In its words: `english` itself where there are none, or names to be filled in."""
        for one in _english():
            if one.text == english:
                return catalogue(self.language).get(one.key, english)
        return english

    def like(self, english: re.Pattern[str]) -> str | None:
        """Of all that `english` finds."""
        found = []
        for one in _english():
            cases = {sample.chosen for sample in one.samples if english.search(sample.read)}
            if cases:
                # Only where it is in none of the usual texts, the case matters.
                found.append(self._said(one, {}, frozenset() if "" in cases else frozenset(cases)))
        return _either(found)

    def _look_up(self, english: str, exact: bool) -> str | None:
        found = []
        for one in _english():
            if one.text == english:
                found.append(self._said(one, {}))
            elif (filled := one.filled(english)) is not None:
                found.append(self._said(one, filled))
            elif not exact and any(english.casefold() in bare.casefold() for bare in one.bare):
                found.append(self._said(one, {}))
        if not found and not exact:
            cuts = ((one, one.cut(english)) for one in _english())
            found = [self._said(one, cut) for one, cut in cuts if cut is not None]
        return _either(found)

    def _said(
        self, english: English, filled: Mapping[str, str], chosen: frozenset[str] = frozenset()
    ) -> str:
        text = catalogue(self.language).get(english.key, english.text)

        def insert(name: str) -> str:
            value = filled.get(name)
            if value is None:
                return ".+?"
            return self._value(value)

        return _expression(icu.parse(text), insert, chosen)

    def _value(self, value: str) -> str:
        """What is filled in may be one of our texts itself, or a list of some."""
        of_a_list = [self.of(one, exact=True) for one in _BETWEEN.split(value)]
        inner = self.of(value, exact=True)
        if inner is None and all(of_a_list):
            inner = ".+?".join(one or "" for one in of_a_list)
        return escape(value) if inner is None else f"(?:{inner}|{escape(value)})"


def _either(expressions: list[str]) -> str | None:
    unique = list(dict.fromkeys(expressions))
    return f"(?:{'|'.join(unique)})" if unique else None


class Said(str):
    """What is read in this language; what is looked for in it, or compared with it, is English."""

    wording: Wording

    def __contains__(self, english: object) -> bool:
        if not isinstance(english, str):
            return False
        said = self.wording.of(english, exact=False)
        if said is None:
            return str.__contains__(self, english)
        return re.search(said, self, re.IGNORECASE) is not None

    def __eq__(self, english: object) -> bool:
        if isinstance(english, Said):
            return str(self) == str(english)
        said = self.wording.of(english, exact=True) if isinstance(english, str) else None
        return (isinstance(english, str) and self.split() == english.split()) or (
            said is not None and re.fullmatch(rf"\s*{said}\s*", self) is not None
        )

    def __ne__(self, english: object) -> bool:
        return not self == english

    __hash__ = str.__hash__
