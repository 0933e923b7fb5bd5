"""What accounts and teams give, as REST reads and tells it."""

from collections.abc import Mapping
from typing import Annotated

import msgspec
from aiohttp import web

from broker.names import Permission
from broker.permission import Permissions
from signaling.consequences import Ends
from signaling.errors import BadRequest

Text = Annotated[str, msgspec.Meta(max_length=300)]
Names = Annotated[list[Permission], msgspec.Meta(max_length=100)] | None
Keys = Annotated[list[Text], msgspec.Meta(max_length=1_000)] | None
Members = Annotated[list[Text], msgspec.Meta(max_length=1_000)]


class DryRun(msgspec.Struct, frozen=True):
    """The query of a change: only to be told what would end."""

    dry_run: bool = False


class WouldEnd(msgspec.Struct, frozen=True):
    ends: Ends


def in_order(permissions: Permissions) -> list[Permission]:
    return [one for one in Permission if one in permissions]


def shown_sites(ids: frozenset[str] | None, keys: Mapping[str, str]) -> list[str] | None:
    """By their keys, those that there are. `keys`: by id."""
    return None if ids is None else sorted(keys[id] for id in ids if id in keys)


def is_dry_run(request: web.Request) -> bool:
    """Whether only to tell what would end. Raises BadRequest."""
    wanted = request.query.get("dry_run", "false")
    if wanted not in ("true", "false"):
        raise BadRequest(why="dry_run is true or false")
    return wanted == "true"
