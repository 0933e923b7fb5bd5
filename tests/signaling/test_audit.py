"""The audit log leaves the server signed, and is checked without it: what an operator does."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from typer import Typer
from typer.testing import CliRunner, Result

from broker.audit_check import Whole, check
from broker.checkpoints import PublicKey, read_key, read_note
from signaling.cli.audit import audit_cli
from signaling.messages import verify_signed
from signaling.signing import verify
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.operator import BEARER, TOKEN
from tests.signaling.scenes import shared


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Broker]:
    settings = settings_for(
        tmp_path, operator_token=TOKEN, checkpoint_rows=5, checkpoint_seconds=0.05
    )
    async with start_broker(settings) as broker:
        yield broker


async def read(
    broker: Broker, path: str, token: str = BEARER, key: str | None = None
) -> tuple[int, bytes]:
    url = f"{broker.base_url}/api/v1/sites/{key or broker.site.key}/{path}"
    async with broker.http.get(url, headers={"Authorization": token}) as response:
        return response.status, await response.read()


async def key_text(broker: Broker) -> str:
    async with broker.http.get(f"{broker.base_url}/api/v1/keys") as response:
        (key,) = (await response.json())["keys"]
        assert response.status == 200 and key["crv"] == "Ed25519"
        text: str = key["note_key"]
        return text


def run(*arguments: str | Path, database: str = "") -> Result:
    return run_in(audit_cli, *arguments, database=database)


def run_in(cli: Typer, *arguments: str | Path, database: str = "") -> Result:
    """In this process, with the store of the server that runs in it; `verify` gets none."""
    environment = {"ALONGSIDE_DATABASE_URL": database} if database else {}
    return CliRunner().invoke(cli, [str(one) for one in arguments], env=environment)


async def test_an_export_over_rest_is_whole_and_signed(broker: Broker) -> None:
    await shared(broker)
    status, export = await read(broker, "audit")
    key = read_key(await key_text(broker))
    whole = check(export, verify, verify_signed, [key])
    assert status == 200
    assert isinstance(whole, Whole)
    assert (whole.site, whole.key) == (broker.site.id, key)
    assert 5 < whole.rows <= len(await broker.store.trail.rows(broker.site.id))
    # Names, words and tokens stay out.
    assert not re.search(rb"Hello|Agent|shop\.example", export)
    status, note = await read(broker, "audit/checkpoint")
    known = read_note(note.decode())
    assert status == 200 and known.checkpoint.rows >= whole.rows
    assert isinstance(
        check((await read(broker, "audit"))[1], verify, verify_signed, [key], [known]), Whole
    )


async def test_checkpoints_are_made_by_number_and_by_time(broker: Broker) -> None:
    await shared(broker)
    site = broker.site.id
    rows = len(await broker.store.trail.rows(site))

    async def covered() -> list[int]:
        return [at for at, _ in await broker.store.checkpoints.between(site, 0, 10_000)]

    # Of 5, 10, ... at once, with the rows; of the last ones within `checkpoint_seconds`.
    assert len(await covered()) >= rows // 5
    async with asyncio.timeout(10):
        while max(await covered()) < len(await broker.store.trail.rows(site)):
            pass


async def test_a_site_of_which_nothing_is_known(broker: Broker) -> None:
    other = await broker.add_site("https://other.example")
    status, export = await read(broker, "audit", key=other.key)
    whole = check(export, verify, verify_signed, [])
    assert status == 200 and isinstance(whole, Whole) and whole.rows == 0


async def test_many_rows_are_written_page_by_page(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.auditing.PAGE", 2)
    await shared(broker)
    whole = check((await read(broker, "audit"))[1], verify, verify_signed, [])
    assert isinstance(whole, Whole) and whole.rows > 5


@pytest.mark.parametrize("path", ["audit", "audit/checkpoint"])
async def test_nobody_but_the_operator_reads_it(broker: Broker, path: str) -> None:
    for token in ("", "Bearer ", f"{BEARER}x"):
        status, body = await read(broker, path, token)
        assert status == 401 and b"bad_token" in body
    status, body = await read(broker, path, key="nothing")
    assert status == 404 and b"unknown_site" in body


@pytest.fixture
async def quiet(tmp_path: Path) -> AsyncIterator[Broker]:
    """Logs no checkpoints of its own between what commands print in this process."""
    settings = settings_for(tmp_path, operator_token=TOKEN, checkpoint_seconds=3600)
    async with start_broker(settings) as broker:
        yield broker


async def test_g03_an_operator_exports_and_somebody_else_verifies(
    quiet: Broker, tmp_path: Path
) -> None:
    broker = quiet
    await shared(broker)
    file, kept, key = tmp_path / "a.jsonl", tmp_path / "kept", tmp_path / "key"
    database = broker.settings.database_url

    def at_the_server(*arguments: str | Path) -> str:
        done = run(*arguments, database=database)
        assert done.exit_code == 0, done.output
        return done.stdout

    def steps() -> None:
        key.write_text(at_the_server("key"))
        kept.write_text(at_the_server("checkpoint", broker.site.key))
        at_the_server("export", broker.site.key, "-o", file)
        known = run("verify", file, "--key", key, "--since", kept)
        assert known.exit_code == 0, known.stderr
        assert "Nothing is wrong" in known.stdout and "compare" not in known.stdout
        unknown = run("verify", file)
        assert unknown.exit_code == 0 and key.read_text().strip() in unknown.stdout
        piped = at_the_server("export", broker.site.key)
        assert piped.startswith('{"format":"alongside-audit"')

    await asyncio.to_thread(steps)
    with sqlite3.connect(database.removeprefix("sqlite:///")) as plain:
        changed = plain.execute(
            "UPDATE audit SET record = replace(record, '\"by\":', '\"by\": ')"
            f" WHERE number = 4 AND site = '{broker.site.id}'"
        )
        assert changed.rowcount == 1
    await asyncio.to_thread(at_the_server, "export", broker.site.key, "-o", file)
    wrong = run("verify", file, "--key", key.read_text())
    assert wrong.exit_code == 1
    assert re.fullmatch(r"alongside: edited: Row 4 was edited\. \(line \d\)\n", wrong.stderr)


async def test_exit_codes(broker: Broker, tmp_path: Path) -> None:
    await shared(broker)
    export = (await read(broker, "audit"))[1]
    # Up to the first checkpoint.
    lines = export.splitlines(keepends=True)
    first = next(n for n, line in enumerate(lines) if line.startswith(b'{"checkpoint"'))
    earlier = b"".join(lines[: first + 1])
    file, old, none = tmp_path / "a.jsonl", tmp_path / "old", tmp_path / "none"
    file.write_bytes(export)
    old.write_bytes(earlier)
    none.write_bytes(b"\xff\x00 nothing of ours")
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    cases = [
        (("verify", file), 0),
        (("verify", file, "--since", old), 0),
        (("verify", old, "--since", file), 1),
        (("verify", file, "--key", PublicKey(other).text), 4),
        (("verify", file, "--since", none), 3),
        (("verify", none), 3),
        (("verify", tmp_path / "absent"), 3),
        (("verify", tmp_path), 3),
        (("verify", file, "--key", "nonsense"), 2),
        (("verify", file, "--key", none), 2),
        (("verify",), 2),
    ]
    for arguments, code in cases:
        done = run(*arguments)
        assert done.exit_code == code, (arguments, done.output)
        assert "Traceback" not in done.output
    rolled_back = run("verify", old, "--since", file)
    assert rolled_back.stderr.startswith(f"alongside: rolled_back: Row {first} is missing")


def pem(folder: Path, name: str, key: object) -> Path:
    file = folder / name
    raw = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())  # type: ignore[attr-defined]
    file.write_bytes(raw)
    return file


async def test_a_key_of_the_operators_own_takes_over(tmp_path: Path) -> None:
    async with start_broker(settings_for(tmp_path, operator_token=TOKEN)) as first:
        await shared(first)
        before = read_key(await key_text(first))
        await first.store.checkpoints.make(first.site.id)
        site = first.site
    file = pem(tmp_path, "key.pem", Ed25519PrivateKey.generate())
    settings = settings_for(tmp_path, operator_token=TOKEN, signing_key_file=str(file))
    async with start_broker(settings) as second:
        export = (await read(second, "audit", key=site.key))[1]
        _, key = await second.store.checkpoints.keys()
    whole = check(export, verify, verify_signed, [before, key])
    assert isinstance(whole, Whole) and whole.key == key
    assert not isinstance(check(export, verify, verify_signed, [before]), Whole)


def test_a_key_file_that_is_none(tmp_path: Path) -> None:
    wrong = pem(tmp_path, "ec.pem", generate_private_key(SECP256R1()))
    empty = tmp_path / "empty.pem"
    empty.write_bytes(b"\x00")
    database = f"sqlite:///{tmp_path}/store.sqlite3"
    for file in (wrong, empty, tmp_path / "absent.pem", tmp_path):
        config = tmp_path / "alongside.toml"
        config.write_text(f'signing_key_file = "{file}"\ndatabase_url = "{database}"\n')
        done = run("key", "--config", config)
        assert done.exit_code == 1
        assert str(done.exception).startswith("signing_key_file: ")


async def test_g04_a_second_implementation_agrees_on_exports(
    broker: Broker, tmp_path: Path
) -> None:
    await shared(broker)
    export = (await read(broker, "audit"))[1]
    key = await key_text(broker)
    lines = export.splitlines(keepends=True)
    rows = [n for n, line in enumerate(lines) if line.startswith(b'{"number"')]
    cases = [
        (export, True),
        (export.replace(b'"role":"agent"', b'"role":"guest"', 1), False),
        (b"".join(line for n, line in enumerate(lines) if n != rows[3]), False),
        (b"".join(lines[: rows[-1] + 1]), False),
        (b"".join(lines[: rows[-1]] + lines[rows[-1] + 1 :]), False),
    ]
    files = []
    for number, (content, is_whole) in enumerate(cases):
        files.append(tmp_path / f"{number}.jsonl")
        files[-1].write_bytes(content)
        assert isinstance(check(content, verify, verify_signed, [read_key(key)]), Whole) is is_whole
    command = ["node", "docs/verify.mjs", "audit", *map(str, files), key]
    done = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    told, _ = await done.communicate()
    assert [line == "ok" for line in told.decode().splitlines()] == [one for _, one in cases]
    other = PublicKey(bytes(32)).text
    done = await asyncio.create_subprocess_exec(*command[:4], other, stdout=asyncio.subprocess.PIPE)
    assert await done.wait() == 1
