"""Lists page by page: `limit` and `cursor` in the query, `next` in the answer; the list is at its
end where `next` is null.
"""

import base64
from collections.abc import Collection, Mapping
from typing import Annotated

import msgspec

from signaling.errors import BadRequest

MOST = 100
USUAL = 50

# What the list is sorted by, and the id: of the last one of the page before.
Place = tuple[float, str]

Limit = Annotated[int, msgspec.Meta(ge=1, le=MOST, description="So many at once, at most.")]
Cursor = Annotated[
    str, msgspec.Meta(max_length=200, description="`next` of the page before; opaque.")
]


class Paged(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The query of a list; lists with filters add theirs."""

    limit: Limit = USUAL
    cursor: Cursor | msgspec.UnsetType = msgspec.UNSET

    @property
    def after(self) -> Place | None:
        """Where the page before ended. Raises BadRequest."""
        return None if isinstance(self.cursor, msgspec.UnsetType) else _place(self.cursor)


def check_query(query: Mapping[str, str], names: Collection[str]) -> None:
    """Raises BadRequest for what none of these lists takes."""
    # `len` counts the values, and there may be several of one name.
    if len(query) != len(set(query)) or set(query) - set(names):
        raise BadRequest(why=f"it takes {', '.join(sorted(names))}, each once")
    if any(len(value) > 200 or not value.isprintable() for value in query.values()):
        raise BadRequest(why="a parameter is too long, or has characters that nothing has")


def cursor_of(place: Place) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode()


def _place(cursor: str) -> Place:
    try:
        at, id = msgspec.json.decode(base64.urlsafe_b64decode(cursor), type=Place)
    except (ValueError, UnicodeDecodeError, RecursionError, msgspec.DecodeError):
        raise BadRequest(why="the cursor is none of ours") from None
    # Nor are ids such that PostgreSQL cannot even look for them.
    if not id.isprintable():
        raise BadRequest(why="the cursor is none of ours")
    return at, id
