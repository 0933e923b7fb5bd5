"""What the browsers' user interfaces say: the texts of each in each language, as they are served.

English is built into the scripts, which say it wherever another language has nothing under a key.
Of English therefore only what the operator has changed is served.
"""

import json
from collections.abc import Mapping

from broker.names import Language
from signaling.assets import JSON, PARTS, Asset, Assets, asset
from signaling.errors import NoSuchPage

# A message of ICU: words, or what the formatjs parser makes of one (`signaling.icu`).
Message = str | list[dict[str, object]]
# By language, by key.
Changes = Mapping[str, Mapping[str, Message]]


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
    ours = json.loads(assets[f"texts/{part}.{tag}.json"].body)
    english = json.loads(assets[f"texts/{part}.{Language.ENGLISH}.json"].body)
    theirs = {key: text for key, text in changes.items() if key in english}
    texts = theirs if tag is Language.ENGLISH else {**ours, **theirs}
    body = json.dumps(texts, ensure_ascii=False, separators=(",", ":")).encode()
    return asset(f"{part}.{tag}.json", body, JSON)
