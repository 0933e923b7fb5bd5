"""Which keys a text is typed with."""

from collections.abc import Iterator
from typing import NamedTuple

from media.control.input import Modifier

_NAMED = {"\n": "Enter", "\t": "Tab"}
_CODES = {" ": "Space"}


class Key(NamedTuple):
    """As in KeyboardEvent; `code` of a US keyboard, empty where it is not known."""

    key: str
    code: str
    keys: Modifier


def key_named(name: str, keys: Modifier = Modifier.NONE) -> Key:
    """`name`: a character, or the name of a key, such as `Enter` or `ArrowDown`."""
    if name.isascii() and name.isalpha() and len(name) == 1:
        shift = Modifier.SHIFT if name.isupper() else Modifier.NONE
        return Key(name, f"Key{name.upper()}", keys | shift)
    if name.isascii() and name.isdigit() and len(name) == 1:
        return Key(name, f"Digit{name}", keys)
    return Key(name, _CODES.get(name, name if len(name) > 1 else ""), keys)


def keys_for(text: str) -> Iterator[Key | str]:
    """Keys for what keys give, texts for the rest."""
    rest = ""
    for character in text:
        if not (character in _NAMED or (character.isascii() and character.isprintable())):
            rest += character
            continue
        if rest:
            yield rest
            rest = ""
        yield key_named(_NAMED.get(character, character))
    if rest:
        yield rest
