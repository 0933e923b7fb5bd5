"""The schema goes up and down in SQLite and PostgreSQL, with what is in it; a store that a later
version made is left alone."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from msgspec.structs import replace
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    insert,
    select,
    text,
)
from typer.testing import CliRunner

from broker.names import Role
from signaling.cli import cli
from signaling.store import Store, StoreUnavailable
from signaling.store.engine import Database
from signaling.store.schema_versions import EMPTY, downgrade, newest, upgrade, versions
from signaling.store.tables import metadata, sites
from tests.helpers.databases import new_url, sql, sqlite_url

Rows = dict[str, dict[str, Any]]

# By what is known of who is signed in: everybody signs in once more.
EMPTIED = {("sign_ins", ("0010", "0011")), ("sign_ins", ("0011", "0010"))}


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """Without any tables."""
    database = Database.connect(url)
    yield database
    await database.close()


def value_for(column: Column[Any]) -> Any:
    """Of a row that could be; a foreign key leads to the one row of the other table."""
    for key in column.foreign_keys:
        return value_for(key.column)
    match column.type:
        case Boolean():
            return True
        case LargeBinary():
            return column.name.encode()
        case Integer():
            return 1
        case Float():
            return 1.5
        case _:
            return f"{column.table.name}.{column.name}"[:8]


def fill(connection: Connection) -> None:
    """A row in each table that has none."""
    there = MetaData()
    there.reflect(connection)
    for table in there.sorted_tables:
        if table.name == "alembic_version" or connection.execute(select(table)).first():
            continue
        connection.execute(
            insert(table), {column.name: value_for(column) for column in table.columns}
        )


def rows(connection: Connection) -> Rows:
    """One of each table: where a migration made several, the first."""
    there = MetaData()
    there.reflect(connection)
    return {
        table.name: dict(
            connection.execute(select(table).order_by(*table.primary_key)).mappings().first() or {}
        )
        for table in there.sorted_tables
        if table.name != "alembic_version"
    }


def assert_survived(before: Rows, after: Rows, way: tuple[str, str]) -> None:
    """What is in both is the same. A table may come and go, a row may not. `way`: from which
    version to which."""
    for name, row in before.items():
        if name in after and (name, way) not in EMPTIED:
            kept = row.keys() & after[name].keys()
            assert kept or not row, name
            assert {key: row[key] for key in kept} == {key: after[name][key] for key in kept}, name


async def test_what_is_in_the_tables_goes_up_and_down_with_them(database: Database) -> None:
    names = [one.name for one in await database.read(versions)]
    before: Rows = {}
    below, above = EMPTY, names[-1]
    for name in names:
        await database.write(lambda c, to=name: upgrade(c, to))  # type: ignore[misc]
        assert_survived(before, await database.read(rows), (below, name))
        await database.write(fill)
        before, below = await database.read(rows), name
    assert before.keys() == metadata.tables.keys()
    for name in [*reversed(names[:-1]), EMPTY]:
        await database.write(lambda c, to=name: downgrade(c, to))  # type: ignore[misc]
        after = await database.read(rows)
        assert_survived(before, after, (above, name))
        before, above = after, name
    assert before == {}


async def test_the_migrations_make_exactly_the_tables(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    await database.write(upgrade)
    assert await database.read(differences) == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_site_survives_the_way_back_and_forth_between_schemas(database: Database) -> None:
    def keep(connection: Connection) -> None:
        values = dict.fromkeys(("id", "key", "name", "organisation"), "shop")
        values |= {"origins": "[]", "policy": "{}", "redaction": '{"mode":"private"}'}
        connection.execute(insert(sites).values(created_at=0.0, **values))

    def kept(connection: Connection) -> dict[str, object]:
        return dict(connection.execute(text("SELECT * FROM sites")).mappings().one())

    await database.write(upgrade)
    await database.write(keep)
    await database.write(lambda c: downgrade(c, "0001"))
    old = await database.read(kept)
    await database.write(upgrade)
    assert await database.read(kept) == {**old, "redaction": "{}"}


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_agents_of_before_there_were_supervisors_stay_agents(
    database: Database, url: str
) -> None:
    await database.write(lambda c: upgrade(c, "0003"))
    sql(url, "INSERT INTO agents VALUES ('agent:1', 'ada', 'Ada', 'x', TRUE, 1.0)")
    store = await Store.open(url)
    try:
        ada = await store.agents.by_user_name("ada")
        assert ada is not None and (ada.role, ada.created_at) == (Role.AGENT, 1.0)
        sue = replace(ada, id="agent:2", user_name="sue", role=Role.SUPERVISOR)
        await store.agents.add(sue)
        assert await store.agents.by_user_name("sue") == sue
    finally:
        await store.close()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_tickets_of_before_there_were_docks_open_what_they_did(
    database: Database, url: str
) -> None:
    def keep(connection: Connection) -> None:
        upgrade(connection, "0002")
        for endpoint, site in (("page", "s1"), ("console", "")):
            query = text("INSERT INTO tickets VALUES (:hash, 'resume', :endpoint, '{}', :site, 1)")
            values = {"hash": endpoint.encode(), "endpoint": endpoint, "site": site}
            connection.execute(query, values)

    await database.write(keep)
    await database.write(upgrade)
    kinds = sql(url, "SELECT endpoint, endpoint_kind FROM tickets ORDER BY endpoint")
    assert kinds.split() == ["console|console", "page|page"]


async def test_a_store_of_a_later_version_is_left_alone(database: Database, url: str) -> None:
    await database.write(upgrade)
    sql(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreUnavailable) as refused:
        await Store.open(url)
    assert "schema 9999" in str(refused.value) and newest() in str(refused.value)
    with pytest.raises(StoreUnavailable):
        await database.migrate(lambda c: downgrade(c, EMPTY))
    assert sql(url, "SELECT version_num FROM alembic_version") == "9999"
    assert sql(url, "SELECT count(*) FROM agents") == "0"


def migrate(url: str, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["migrate", *arguments], env={"ALONGSIDE_DATABASE_URL": url})
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        return 1, str(done.exception)
    return done.exit_code, done.output


def test_an_operator_goes_up_and_down(url: str) -> None:
    code, said = migrate(url, "status")
    assert code == 0 and "0001" in said and "not applied" in said and "up to date" not in said
    assert migrate(url, "up")[0] == 0
    code, said = migrate(url, "status")
    assert code == 0 and "not applied" not in said and "up to date" in said
    # What the later ones brought is lost: only who says so goes down.
    assert migrate(url, "down", "0005")[0] == 1
    assert "not applied" not in migrate(url, "status")[1]
    assert migrate(url, "down", "0005", "--yes")[0] == 0
    code, said = migrate(url, "status")
    assert next(line.split()[0] for line in said.splitlines() if "not applied" in line) == "0006"
    for wrong in ("0006", "nonsense", "", "head", "-1"):
        code, said = migrate(url, "down", "--yes", "--", wrong)
        assert code != 0 and ("cannot go down" in said), said
    assert migrate(url, "up")[0] == 0


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    url = new_url("sqlite", tmp_path)
    code, said = migrate(url, "status")
    assert code == 0 and "not applied" in said
    assert sql(sqlite_url(tmp_path), "SELECT count(*) FROM sqlite_master") == "0"
