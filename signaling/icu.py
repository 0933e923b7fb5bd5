"""ICU messages, as far as the catalogues use them: `{name}`, `{n, plural, ...}` with `#`, and
`{x, select, ...}`; quoted with apostrophes. What comes out is what browsers take: the elements that
the parser of formatjs makes (client_js/src/i18n/), which is JavaScript and not here.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

# As formatjs numbers them.
LITERAL, ARGUMENT, SELECT, PLURAL, POUND = 0, 1, 5, 6, 7
CATEGORIES = frozenset({"zero", "one", "two", "few", "many", "other"})
MOST_NESTED = 4
_NAME = re.compile(r"\s*(\w{1,40})\s*")
_BRANCH = re.compile(r"\s*(=\d{1,6}|\w{1,40})\s*\{")

Element = dict[str, Any]


class Kind(StrEnum):
    ARGUMENT = "argument"
    SELECT = "select"
    PLURAL = "plural"


class BadMessage(Exception):
    """The sentence says what is wrong with it."""


def parse(text: str) -> list[Element]:
    """Raises BadMessage."""
    parser = _Parser(text)
    elements = parser.elements(depth=0, in_plural=False)
    if parser.at < len(text):
        raise BadMessage(f"there is a }} too many at character {parser.at + 1}")
    return elements


def needs(elements: list[Element]) -> set[tuple[str, Kind]]:
    """The parameters that a message asks for, and how."""
    found: set[tuple[str, Kind]] = set()
    for element in elements:
        match element["type"]:
            case 1:
                found.add((element["value"], Kind.ARGUMENT))
            case 5 | 6 as kind:
                found.add((element["value"], Kind.SELECT if kind == SELECT else Kind.PLURAL))
                for branch in element["options"].values():
                    found |= needs(branch["value"])
    return found


def branches(elements: list[Element]) -> Iterator[tuple[str, str]]:
    """Of all its plurals: what is counted, and for which category or number."""
    for element in elements:
        for key, option in element.get("options", {}).items():
            if element["type"] == PLURAL:
                yield element["value"], key
            yield from branches(option["value"])


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def elements(self, *, depth: int, in_plural: bool) -> list[Element]:
        """Up to the end, or to the brace that ends the branch."""
        if depth > MOST_NESTED:
            raise BadMessage("it is nested too deeply")
        found: list[Element] = []
        while self.at < len(self.text) and self.text[self.at] != "}":
            one = self.text[self.at]
            if one == "{":
                found.append(self._argument(depth))
            elif one == "#" and in_plural:
                self.at += 1
                found.append({"type": POUND})
            else:
                found.append({"type": LITERAL, "value": self._literal(in_plural)})
        return found

    def _literal(self, in_plural: bool) -> str:
        said = ""
        special = "{}#" if in_plural else "{}"
        while self.at < len(self.text) and self.text[self.at] not in special:
            one = self.text[self.at]
            after = self.text[self.at + 1 : self.at + 2]
            if one == "'" and after == "'":
                said += "'"
                self.at += 2
            elif one == "'" and after and after in special:
                end = self.text.find("'", self.at + 1)
                end = len(self.text) if end < 0 else end
                said += self.text[self.at + 1 : end]
                self.at = end + 1
            else:
                said += one
                self.at += 1
        return said

    def _argument(self, depth: int) -> Element:
        self.at += 1
        name = self._take(_NAME, "a { without a name")
        if self._next() == "}":
            self.at += 1
            return {"type": ARGUMENT, "value": name}
        self._expect(",")
        how = self._take(_NAME, f"{{{name}, without plural or select")
        self._expect(",")
        match how:
            case "select":
                element: Element = {"type": SELECT, "value": name}
            case "plural":
                element = {"type": PLURAL, "value": name, "offset": 0, "pluralType": "cardinal"}
            case _:
                raise BadMessage(f"{{{name}, {how}}} is neither plural nor select")
        return {**element, "options": self._branches(name, depth, plural=how == "plural")}

    def _branches(self, name: str, depth: int, *, plural: bool) -> dict[str, Element]:
        options: dict[str, Element] = {}
        while self._next() != "}":
            key = self._take(_BRANCH, f"{{{name}}} has a branch that does not begin like word {{")
            if key in options:
                raise BadMessage(f"{{{name}}} has the branch {key} twice")
            if plural and key not in CATEGORIES and not key.startswith("="):
                raise BadMessage(f"{{{name}}} has the branch {key}, which no plural knows")
            options[key] = {"value": self.elements(depth=depth + 1, in_plural=plural)}
            self._expect("}")
        self.at += 1
        if "other" not in options:
            raise BadMessage(f"{{{name}}} has no branch other")
        return options

    def _next(self) -> str:
        while self.text[self.at : self.at + 1].isspace():
            self.at += 1
        if self.at >= len(self.text):
            raise BadMessage("a { is not closed")
        return self.text[self.at]

    def _expect(self, wanted: str) -> None:
        if self._next() != wanted:
            raise BadMessage(f"{wanted} is missing at character {self.at + 1}")
        self.at += 1

    def _take(self, pattern: re.Pattern[str], otherwise: str) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise BadMessage(otherwise)
        self.at = match.end()
        return match[1]
