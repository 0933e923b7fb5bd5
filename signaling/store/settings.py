"""What operators set while the server runs: JSON by name."""

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select

from broker.acts import Act, changes
from broker.audit import Small
from signaling.store.acts import Acts
from signaling.store.engine import Database
from signaling.store.tables import settings
from signaling.store.writer import Writer

_FIND = select(settings.c.value).where(settings.c.name == bindparam("wanted"))
_DROP = delete(settings).where(settings.c.name == bindparam("wanted"))


class StoredSettings:
    def __init__(self, database: Database, writer: Writer, acts: Acts) -> None:
        self._database = database
        self._writer = writer
        self._acts = acts

    async def find(self, name: str) -> str | None:
        return await self._database.read(
            lambda c: c.execute(_FIND, {"wanted": name}).scalar_one_or_none()
        )

    async def put(
        self, name: str, value: str, *, usual: str = "{}", untold: Collection[str] = ()
    ) -> None:
        """`value`: an object of small facts; `usual`: what holds as long as nothing is stored. The
        audit log says of `untold` only that they changed."""
        note = self._acts.note()

        def job(connection: Connection) -> None:
            before = connection.execute(_FIND, {"wanted": name}).scalar_one_or_none()
            connection.execute(_DROP, {"wanted": name})
            connection.execute(insert(settings), {"name": name, "value": value})
            what = changes(_facts(before or usual), _facts(value), untold=untold)
            if what:
                note(connection, Act.SETTINGS_CHANGED, what)

        await self._writer.run(job)


def _facts(value: str) -> dict[str, Small]:
    """As a record can hold them: what is within something else is called `outer.inner`."""
    facts: dict[str, Small] = {}
    for name, fact in msgspec.json.decode(value, type=dict[str, Any]).items():
        if isinstance(fact, dict):
            facts |= {f"{name}.{inner}": _fact(within) for inner, within in fact.items()}
        else:
            facts[name] = _fact(fact)
    return facts


def _fact(value: Any) -> Small:
    """Records have no fractions, and nothing in many layers: that is told as text."""
    is_texts = isinstance(value, list) and all(isinstance(one, str) for one in value)
    if value is None or is_texts or isinstance(value, bool | int | str):
        fact: Small = value
        return fact
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return msgspec.json.encode(value, order="sorted").decode()
