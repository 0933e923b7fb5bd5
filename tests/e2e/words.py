"""What the user interfaces say in a language, from the catalogues that the bundle is built from."""

from __future__ import annotations

import os
import re
from functools import cache

from tests.helpers.wording import Wording, catalogue

ARGUMENT = re.compile(r"\{(\w+)\}")


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Of the English texts with names in them, and nothing more involved."""
    found = []
    for key, text in catalogue("en").items():
        pieces = ARGUMENT.split(text)
        if len(pieces) == 1 or "{" in "".join(pieces[::2]) or len("".join(pieces[::2])) < 5:
            continue
        parts = [
            _argument(piece, pieces[:index]) if index % 2 else re.escape(piece)
            for index, piece in enumerate(pieces)
        ]
        found.append((key, re.compile("".join(parts))))
    return found


def _argument(name: str, before: list[str]) -> str:
    """A second time it is the same words."""
    return f"(?P={name})" if name in before[1::2] else f"(?P<{name}>.+)"


class Words:
    """Says in a language what a test says in English; what no user interface says stays."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.wording = Wording(language)

    def __call__(self, english: str) -> str:
        if self.language == "en":
            return english
        for key, text in catalogue("en").items():
            if text == english:
                return self.of(key)
        for key, pattern in _patterns():
            if match := pattern.fullmatch(english):
                return self.of(key, **match.groupdict())
        return english

    def of(self, key: str, **params: str) -> str:
        text = catalogue(self.language).get(key) or catalogue("en")[key]
        return ARGUMENT.sub(lambda match: params.get(match[1], match[0]), text)


def said(text: str, words: Words) -> str:
    return text if words.language == "en" else words.wording.said(text)


# `ALONGSIDE_TEST_LANGUAGE=de` runs the suite with people who read German.
DEFAULT = Words(os.environ.get("ALONGSIDE_TEST_LANGUAGE", "en"))
