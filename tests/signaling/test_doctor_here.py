"""`alongside doctor` about the store and the settings: what is wrong is one line each, with what
to do; nothing is changed by looking."""

import asyncio
import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from signaling.cli import cli
from signaling.doctor import store as store_part
from signaling.sdk_copies.one import copy_of
from signaling.sdk_copies.shelf import Shelf
from signaling.store.engine import Database
from signaling.store.schema_versions import downgrade
from tests.helpers.databases import sql, sqlite_url
from tests.helpers.stub_bundle import stub_assets
from tests.signaling.test_backup import fill_all


def doctor(part: str, **settings: str) -> tuple[int, list[str]]:
    """Its exit code, and what is not as it should be."""
    environment = {f"ALONGSIDE_{name.upper()}": value for name, value in settings.items()}
    done = CliRunner().invoke(cli, ["doctor", "--only", part, "--json"], env=environment)
    found = json.loads(done.stdout)
    assert {one["part"] for one in found} == {part}
    assert all(one["what"] and (one["advice"] or one["verdict"] in ("ok", "note")) for one in found)
    wrong = [one for one in found if one["verdict"] in ("warn", "failed")]
    assert (done.exit_code == 1) is any(one["verdict"] == "failed" for one in wrong)
    return done.exit_code, [f"{one['verdict']} {one['what']}" for one in wrong]


def test_a_store_that_is_well(url: str) -> None:
    fill_all(url)
    assert doctor("store", database_url=url) == (0, [])
    assert sql(url, "SELECT count(*) FROM secrets") == "1"


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_store_that_nobody_has_used(url: str, tmp_path: Path) -> None:
    assert doctor("store", database_url=url) == (0, [])
    assert not (tmp_path / "store" / "test.sqlite3").exists()

    async def make() -> None:
        await (await Database.open(url)).close()

    asyncio.run(make())
    code, wrong = doctor("store", database_url=url)
    assert code == 0 and wrong == ["warn Sites: none", "warn Accounts that may sign in: none"]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_store_of_another_version(url: str) -> None:
    async def make() -> None:
        database = await Database.open(url)
        await database.write(lambda c: downgrade(c, "0001"))
        await database.close()

    asyncio.run(make())
    code, [wrong] = doctor("store", database_url=url)
    assert code == 0 and wrong.startswith("warn Store: schema 0001, which the next start")
    sql(url, "UPDATE alembic_version SET version_num = '9999'")
    code, [wrong] = doctor("store", database_url=url)
    assert code == 1 and "schema 9999" in wrong


def test_a_store_that_cannot_be_used(tmp_path: Path) -> None:
    code, [line] = doctor("store", database_url="postgresql://x:secret-word@127.0.0.1:1/y")
    assert code == 1 and "cannot be reached" in line and "secret-word" not in line
    for url in ("nonsense", "mysql://x/y"):
        code, [line] = doctor("store", database_url=url)
        assert code == 1 and line.startswith("failed Store: database_url")
    url = sqlite_url(tmp_path)
    fill_all(url)
    file = Path(url.removeprefix("sqlite:///"))
    whole = file.read_bytes()
    file.write_bytes(whole[:20_000] + os.urandom(20_000) + whole[40_000:])
    code, wrong = doctor("store", database_url=url)
    assert code == 1 and any(one.startswith("failed Store: ") for one in wrong)


def test_a_store_that_cannot_be_written(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    fill_all(url)
    # Even for root: what is there cannot be changed.
    sql(url, "CREATE TRIGGER full BEFORE INSERT ON secrets BEGIN SELECT RAISE(ABORT, 'full'); END")
    code, wrong = doctor("store", database_url=url)
    assert code == 1 and wrong == ["failed Store: does not take what is written"]


def test_a_disk_without_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_part, "LITTLE", 10**18)
    code, [wrong] = doctor("store", database_url=sqlite_url(tmp_path))
    assert code == 0 and wrong.startswith("warn Disk: ")
    monkeypatch.setattr(store_part, "NOTHING", 10**18)
    assert doctor("store", database_url=sqlite_url(tmp_path))[0] == 1


WELL = {
    "public_url": "https://broker.example",
    "trusted_proxies": "127.0.0.1/32",
    "database_url": "sqlite:////var/lib/alongside/alongside.sqlite3",
}
WRONG = [
    ({"public_url": "http://broker.example"}, "failed public_url: http://broker.example is not"),
    ({"secure_cookies": "false"}, "failed secure_cookies: off"),
    ({"trusted_proxies": ""}, "warn trusted_proxies: none"),
    ({"trusted_proxies": "0.0.0.0/0"}, "failed trusted_proxies: 0.0.0.0/0 believes everybody"),
    ({"host": "0.0.0.0"}, "warn host: 0.0.0.0"),
    ({"database_url": "sqlite:///here.sqlite3"}, "warn database_url: here.sqlite3 depends on"),
    ({"database_url": "postgresql://db.example/x"}, "warn database_url: the connection"),
    ({"signing_key_file": "/no/such/file"}, "failed signing_key_file: cannot read /no/such/file"),
    ({"embed_origins": "http://desk.example"}, "failed embed_origins: http://desk.example"),
    ({"webhook_networks": "169.254.0.0/16"}, "failed webhook_networks: 169.254.0.0/16 has"),
    ({"webhook_networks": "0.0.0.0/0"}, "failed webhook_networks: 0.0.0.0/0 has"),
    ({"webhook_networks": "10.0.0.0/8"}, "warn webhook_networks: 10.0.0.0/8 is large"),
    ({"turn_secret": "REPLACE-BY-THE-SECRET-OF-ALONGSIDE"}, "failed turn_secret: that of"),
    ({"texts_file": "/no/such/file"}, "failed texts_file: "),
    ({"database_url": "postgresql://db.example/x"}, "warn sdk_folder: not set"),
    ({"sdk_folder": __file__}, f"failed sdk_folder: {__file__} is no folder"),
]


def test_settings_that_are_well() -> None:
    assert doctor("setup", **WELL) == (0, [])
    assert doctor("setup", **WELL, signing_key_file="")[1] == []


@pytest.mark.parametrize(("change", "said"), WRONG, ids=lambda value: str(value)[:40])
def test_settings_that_are_wrong(change: dict[str, str], said: str) -> None:
    _, wrong = doctor("setup", **(WELL | change))
    assert any(one.startswith(said) for one in wrong), wrong


def test_copies_of_the_sdk_that_are_spoiled(tmp_path: Path) -> None:
    copies = [copy_of(stub_assets(says), "1", 1.0) for says in ("one", "two")]
    for copy in copies:
        Shelf(tmp_path).keep(copy)
    assert doctor("setup", **WELL, sdk_folder=str(tmp_path)) == (0, [])
    (tmp_path / copies[0].name / "alongside.js").write_text("changed")
    _, [wrong] = doctor("setup", **WELL, sdk_folder=str(tmp_path))
    assert wrong == f"warn Copy of the SDK {copies[0].name}: not as it was, and not served"


def test_all_parts_in_words() -> None:
    environment = {"ALONGSIDE_DATABASE_URL": "nonsense"}
    done = CliRunner().invoke(cli, ["doctor"], env=environment)
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert {line.split()[0] for line in lines} <= {"ok", "note", "warn", "failed"}
    assert any(line.startswith("note    TURN: none is set up. ") for line in lines)
    assert CliRunner().invoke(cli, ["doctor", "--only", "nothing"]).exit_code == 2
