"""Rules out of what other products were told: a list of selectors, the settings of a recorder as
JSON, a page with their marks, or their names. Nothing is guessed in silence: what was not
understood is told with its reason. Whether a selector is one, only a browser can tell.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from html.parser import HTMLParser
from typing import Any

import msgspec

from broker.errors import BadImport
from broker.foreign_marks import (
    ATTRIBUTES,
    CLASS_SETTINGS,
    CLASSES,
    EVERY_FIELD,
    LOOKS_LIKE_A_MARK,
    OURS,
    PAGES,
    SETTINGS,
    SHOWING,
)
from broker.redaction_policy import (
    LONGEST_TEXT,
    MOST_PATTERNS,
    MOST_RULES,
    PATTERN_BEGINS,
    RedactionAction,
    RedactionAlias,
    RedactionMode,
    RedactionRule,
)

MOST_SKIPPED = 50
LONGEST_SHOWN = 120
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_DECLARATIONS = re.compile(r"\{[^{}]*\}")
_ACTION_BEFORE = re.compile(rf"({'|'.join(RedactionAction)})\s*:\s+(.+)")
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_TAGS = frozenset(
    "a address article aside audio b blockquote body button canvas caption code dd details dialog "
    "div dl dt em embed fieldset figure footer form h1 h2 h3 h4 h5 h6 header html i iframe img "
    "input label legend li main nav object ol option output p picture pre section select small "
    "span strong sub summary sup svg table tbody td textarea tfoot th thead time tr u ul "
    "video".split()
)


class Why(StrEnum):
    """`shows`: it would show what is hidden; rules only hide. `ours`: it counts in any case."""

    UNKNOWN = "unknown"
    NO_SELECTOR = "no_selector"
    NO_PATTERN = "no_pattern"
    SHOWS = "shows"
    OURS = "ours"
    TOO_MANY = "too_many"


class Skipped(msgspec.Struct, frozen=True):
    text: str
    why: Why


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """`mode`: None where the text does not say. `more`: so much else was not understood."""

    mode: RedactionMode | None
    rules: tuple[RedactionRule, ...]
    aliases: tuple[RedactionAlias, ...]
    unshared: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    more: int


def imported(text: str) -> Imported:
    """Raises BadImport where nothing is understood."""
    found = _Found()
    text = text.removeprefix("\ufeff").strip()
    if text.startswith(("{", "[")) and (value := _json(text)) is not None:
        found.settings(value)
    elif re.search(r"<[a-zA-Z!][^<]*>", text):
        _Markup(found).read(text)
    else:
        found.lines(text)
    if found.is_empty:
        raise BadImport(why="there is no selector and no mark of a known product in it")
    return found.result()


def _json(text: str) -> Any:
    """None where it is none: `[data-x]` is a selector."""
    try:
        return json.loads(text)
    except ValueError:
        return None
    except RecursionError:
        raise BadImport(why="it is nested too deeply") from None


class _Found:
    """Everything once, in the order of the text."""

    def __init__(self) -> None:
        self._mode: RedactionMode | None = None
        self._rules: dict[RedactionRule, None] = {}
        self._aliases: dict[RedactionAlias, None] = {}
        self._unshared: dict[str, None] = {}
        self._skipped: dict[Skipped, None] = {}

    @property
    def is_empty(self) -> bool:
        only_ours = any(one.why is Why.OURS for one in self._skipped)
        return not (
            self._rules or self._aliases or self._unshared or self._mode is not None or only_ours
        )

    def result(self) -> Imported:
        skipped = tuple(self._skipped)
        return Imported(
            mode=self._mode,
            rules=tuple(self._rules),
            aliases=tuple(self._aliases),
            unshared=tuple(self._unshared),
            skipped=skipped[:MOST_SKIPPED],
            more=max(0, len(skipped) - MOST_SKIPPED),
        )

    def skip(self, text: str, why: Why) -> None:
        visible = "".join(c if c.isprintable() else " " for c in text).strip()
        if len(visible) > LONGEST_SHOWN:
            visible = visible[: LONGEST_SHOWN - 1] + "…"
        self._skipped[Skipped(visible, why)] = None

    def mark(self, name: str) -> bool:
        """An attribute or a class: whether it is known, for better or worse."""
        alias = ATTRIBUTES.get(name) or CLASSES.get(name)
        if alias is not None:
            self._aliases[alias] = None
        elif OURS.fullmatch(name):
            self.skip(name, Why.OURS)
        elif SHOWING.search(name):
            self.skip(name, Why.SHOWS)
        else:
            return False
        return True

    def product(self, name: str) -> bool:
        plain = re.sub(r"[\s._-]|com$|io$", "", name.strip().lower())
        if plain not in set(RedactionAlias):
            return False
        self._aliases[RedactionAlias(plain)] = None
        return True

    def selector(self, text: str, action: RedactionAction, url: str = "*") -> None:
        """A list of selectors: what products have marked becomes an alias, the rest a rule."""
        rest = [one for one in _parts(text) if not self._known(one)]
        if not rest:
            return
        selector = ", ".join(rest)
        if not _looks_like_a_selector(selector):
            self.skip(selector, Why.NO_SELECTOR)
        elif not _is_pattern(url):
            self.skip(url, Why.NO_PATTERN)
        elif len(self._rules) >= MOST_RULES:
            self.skip(selector, Why.TOO_MANY)
        else:
            self._rules[RedactionRule(url=url, selector=selector, action=action)] = None

    def _known(self, selector: str) -> bool:
        simple = re.fullmatch(r"\.([\w-]+)|\[\s*([\w-]+)\s*(?:=[^\]]*)?\]", selector)
        return simple is not None and self.mark((simple[1] or simple[2]).lower())

    def page(self, pattern: str) -> None:
        if not _is_pattern(pattern):
            self.skip(pattern, Why.NO_PATTERN)
        elif len(self._unshared) >= MOST_PATTERNS:
            self.skip(pattern, Why.TOO_MANY)
        else:
            self._unshared[pattern] = None

    # --- lists of selectors ---

    def lines(self, text: str) -> None:
        plain = _DECLARATIONS.sub("\n", _COMMENT.sub(" ", text))
        for line in re.split(r"[\n;]", plain):
            if line.strip():
                self._line(" ".join(line.split()).strip(","))

    def _line(self, line: str) -> None:
        if all(self.product(name) for name in line.split(",")):
            return
        action, rest = RedactionAction.MASK, line
        if (said := _ACTION_BEFORE.fullmatch(line)) is not None:
            action, rest = RedactionAction(said[1]), said[2]
        words = re.split(r"[\s,]+", rest)
        if all(_WORD.fullmatch(word) for word in words) and not set(words) <= _TAGS:
            # Names of classes as they stand in an attribute, and of products.
            for word in words:
                if not self.product(word) and not self.mark(word.lower()):
                    self._name(word, action)
            return
        self.selector(rest, action)

    def _name(self, word: str, action: RedactionAction) -> None:
        """A word without its dot is a class where it is made like one; prose is none."""
        if "-" in word or "_" in word:
            self.selector(f".{word}", action)
        else:
            self.skip(word, Why.NO_SELECTOR)

    # --- settings ---

    def settings(self, value: dict[Any, Any] | list[Any]) -> None:
        if isinstance(value, dict):
            for name, one in value.items():
                self._setting(name, one)
        else:
            for one in value:
                self._entry(one)

    def _entry(self, one: Any) -> None:
        match one:
            case str():
                self._line(" ".join(one.split()))
            case {"selector": str(selector), **more}:
                self._rule(selector, more)
            case dict():
                self.settings(one)
            case _:
                self.skip(json.dumps(one)[: LONGEST_SHOWN * 2], Why.UNKNOWN)

    def _rule(self, selector: str, more: dict[Any, Any]) -> None:
        action = str(more.get("action", more.get("type", "mask"))).lower()
        url = more.get("url", "*")
        known = {"action", "type", "url"}
        if action in SETTINGS and action != "ignore":
            action = SETTINGS[action].value
        if action not in set(RedactionAction) or not isinstance(url, str) or set(more) - known:
            self.skip(json.dumps({"selector": selector, **more}), Why.UNKNOWN)
            return
        self.selector(selector, RedactionAction(action), url)

    def _setting(self, name: str, value: Any) -> None:
        plain = re.sub(r"[^a-z]", "", name.lower())
        if plain in SETTINGS:
            for selector in _texts(value):
                self.selector(selector, SETTINGS[plain])
        elif plain in CLASS_SETTINGS:
            for word in (word for text in _texts(value) for word in text.split()):
                self.selector(f".{word.removeprefix('.')}", CLASS_SETTINGS[plain])
        elif plain in PAGES:
            for pattern in _texts(value):
                self.page(pattern)
        elif plain == "maskallinputs" and isinstance(value, bool):
            if value:
                self.selector(EVERY_FIELD, RedactionAction.MASK)
        elif plain in {"maskalltext", "privatebydefault"} and isinstance(value, bool):
            if value:
                self._mode = RedactionMode.PRIVATE
        elif plain == "mode" and value in set(RedactionMode):
            self._mode = RedactionMode(value)
        elif plain in {"rules", "selectors", "elements", "aliases", "products"}:
            self.settings(value if isinstance(value, list) else [value])
        elif SHOWING.search(plain):
            self.skip(name, Why.SHOWS)
        elif isinstance(value, dict):
            # Recorders keep them among settings of other parts.
            self.settings(value)
        else:
            self.skip(name, Why.UNKNOWN)


class _Markup(HTMLParser):
    def __init__(self, found: _Found) -> None:
        super().__init__()
        self._found = found

    def read(self, text: str) -> None:
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "class":
                for word in (value or "").split():
                    self._mark(word.lower(), f".{word}")
            elif value is not None and SHOWING.search(f"privacy-{value.lower()}"):
                self._found.skip(f'[{name}="{value}"]', Why.SHOWS)
            elif name.startswith("data-"):
                self._mark(name, f"[{name}]")

    def _mark(self, name: str, shown: str) -> None:
        if not self._found.mark(name) and LOOKS_LIKE_A_MARK.search(name):
            self._found.skip(shown, Why.UNKNOWN)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            yield from (one for one in value if isinstance(one, str))


def _parts(selector: str) -> list[str]:
    """What commas separate that stand in no brackets and in no string."""
    parts, depth, quote = [""], 0, ""
    for character in " ".join(selector.split()):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        if character == "," and depth == 0 and not quote:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def _looks_like_a_selector(text: str) -> bool:
    """As far as that can be said without a browser."""
    if len(text) > LONGEST_TEXT or re.search(r"[{};<@$`]|//", text):
        return False
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text):
        return False
    words = [word for word in re.split(r"[\s,>+~]+", text) if word]
    bare = [word for word in words if _WORD.fullmatch(word) and word.lower() not in _TAGS]
    # Elements of one's own have a hyphen in their names; prose has none.
    return all("-" in word for word in bare) and re.match(r"[.#\[*:A-Za-z_]", text) is not None


def _is_pattern(text: str) -> bool:
    return text.startswith(PATTERN_BEGINS) and len(text) <= LONGEST_TEXT and text.isprintable()
