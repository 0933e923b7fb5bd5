"""The versions of the schema: which one a database has, and the ways up and down (Alembic)."""

from pathlib import Path

import msgspec
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

# Before the first migration.
EMPTY = "base"


class NewerSchema(Exception):
    """Made by a later version of the server, which alone knows what it may do with it."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"The database has schema {found}, and this version of Alongside knows those up to"
            f" {newest()} only. Run the version that made it, or restore a backup that was made"
            " before the upgrade."
        )


class UnknownVersion(ValueError):
    """`str()` says which there are."""


class Version(msgspec.Struct, frozen=True):
    """`what`: what the migration to it brought. `is_applied`: in this database."""

    name: str
    what: str
    is_applied: bool


def upgrade(connection: Connection, to: str = "head") -> None:
    """Apply the migrations that this database does not have yet. Raises NewerSchema."""
    current(connection)
    command.upgrade(_config(connection), to)


def downgrade(connection: Connection, to: str) -> None:
    """Undo those after the version `to`. Raises NewerSchema, and UnknownVersion where there is no
    such version or it is not below."""
    there = [version.name for version in versions(connection) if version.is_applied]
    if to not in (EMPTY, *there):
        known = ", ".join([EMPTY, *there])
        raise UnknownVersion(f"The database cannot go down to {to!r}: it has {known}.")
    command.downgrade(_config(connection), to)


def current(connection: Connection) -> str | None:
    """None of a database without tables of ours. Raises NewerSchema."""
    found = MigrationContext.configure(connection).get_current_revision()
    if found is None:
        return None
    if not knows(found):
        raise NewerSchema(found)
    return found


def knows(version: str) -> bool:
    try:
        return _scripts().get_revision(version) is not None
    except CommandError:
        return False


def newest() -> str:
    found = _scripts().get_current_head()
    assert found is not None
    return found


def versions(connection: Connection) -> list[Version]:
    """All that this server knows, the oldest first. Raises NewerSchema."""
    has = current(connection)
    scripts = _scripts()
    below = (
        set() if has is None else {one.revision for one in scripts.iterate_revisions(has, EMPTY)}
    )
    return [
        Version(one.revision, one.doc, one.revision in below)
        for one in reversed(list(scripts.walk_revisions()))
    ]


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_FOLDER))


def _config(connection: Connection) -> Config:
    """Alembic's configuration for this database."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config


_FOLDER = Path(__file__).parent / "migrations"
