"""What accounts and teams give, as it is written on the command line."""

from typing import Annotated

import typer
from msgspec import UNSET, UnsetType

from broker.names import Permission
from broker.permission import ALL, Permissions
from signaling.people import Given

PermissionsOption = Annotated[
    str | None,
    typer.Option(help=f"all, none, or some of {','.join(Permission)}; replaces all."),
]
SitesOption = Annotated[
    str | None, typer.Option(help="all, none, or site keys, with commas between; replaces all.")
]


def given_by(permissions: str | None, sites: str | None) -> Given:
    """None: as it was. Raises typer.BadParameter."""
    names: frozenset[Permission] | UnsetType | None = UNSET
    if permissions is not None:
        some = _some(permissions)
        names = None if some is None else frozenset(_permission(one) for one in some)
    return Given(permissions=names, sites=UNSET if sites is None else _some(sites))


def named(permissions: Permissions | None) -> str:
    if permissions is None or permissions == ALL:
        return "all"
    return ",".join(one for one in Permission if one in permissions) or "none"


def _some(text: str) -> list[str] | None:
    """None: all."""
    if text in ("all", "none"):
        return None if text == "all" else []
    return [one.strip() for one in text.split(",")]


def _permission(name: str) -> Permission:
    try:
        return Permission(name)
    except ValueError:
        raise typer.BadParameter(
            f"There is no permission {name!r}: they are {', '.join(Permission)}."
        ) from None
