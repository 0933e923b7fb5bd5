"""Backup and restore: between SQLite and PostgreSQL, beside a server that writes, after its death.
Files that are not what was written are refused, and change nothing."""

import asyncio
import gzip
import hashlib
import json
import shutil
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from broker.audit_check import Whole, check
from signaling.auditing import export
from signaling.cli import cli
from signaling.demo_site import NOTES, database_url
from signaling.messages import verify_signed
from signaling.signing import open_signer, verify
from signaling.store import Store
from signaling.store.engine import Database
from tests.helpers.broker import settings_for
from tests.helpers.databases import KINDS, new_url, sql, sqlite_url
from tests.signaling.test_restart import visited
from tests.signaling.test_schema_versions import Rows, fill, rows


def alongside(url: str, *arguments: str | Path) -> tuple[int, str]:
    environment = {"ALONGSIDE_DATABASE_URL": url}
    done = CliRunner().invoke(cli, [str(one) for one in arguments], env=environment)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        return 1, str(done.exception)
    return done.exit_code, done.output


def fill_all(url: str) -> None:
    """A row in each table."""

    async def work() -> None:
        database = await Database.open(url)
        await database.write(fill)
        await database.close()

    asyncio.run(work())


def contents(url: str) -> Rows:
    async def work() -> Rows:
        database = Database.connect(url)
        try:
            return await database.read(rows)
        finally:
            await database.close()

    return asyncio.run(work())


def test_a_backup_of_either_is_restored_into_the_other(url: str, tmp_path: Path) -> None:
    fill_all(url)
    [other] = [kind for kind in KINDS if not url.startswith(kind)]
    file, there = tmp_path / "backup", new_url(other, tmp_path / "there")
    code, said = alongside(url, "backup", file)
    assert code == 0 and "schema" in said, said
    # It holds what signs.
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    code, said = alongside(there, "restore", file)
    assert code == 0, said
    assert contents(there) == contents(url)
    # What is numbered goes on behind the last number.
    sql(there, "INSERT INTO checkpoints (site, rows, note, at) VALUES ('s', 1, '', 1)")
    assert sql(there, "SELECT max(number) FROM checkpoints") == "2"
    # Neither is written over.
    assert alongside(url, "backup", file)[0] == 2
    code, said = alongside(there, "restore", file)
    assert code == 1 and "not empty" in said


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_an_older_backup_is_brought_up_to_date(url: str, tmp_path: Path) -> None:
    file, there = tmp_path / "backup", new_url("sqlite", tmp_path / "there")
    fill_all(url)
    assert alongside(url, "migrate", "down", "0001", "--yes")[0] == 0
    assert alongside(url, "backup", file)[0] == 0
    code, said = alongside(there, "restore", file)
    assert code == 0, said
    assert alongside(url, "migrate", "up")[0] == 0
    assert contents(there) == contents(url)
    assert "up to date" in alongside(there, "migrate", "status")[1]


def test_standard_output_holds_the_backup_and_nothing_else(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    fill_all(url)
    done = CliRunner().invoke(cli, ["backup", "-"], env={"ALONGSIDE_DATABASE_URL": url})
    assert done.exit_code == 0 and "Backed up" in done.stderr
    assert gzip.decompress(done.stdout_bytes).startswith(b'{"format":"alongside-backup"')


Lines = list[dict[str, Any] | list[Any]]


def rewritten(
    change: Callable[[Lines], object], *, hashed_anew: bool = False
) -> Callable[..., bytes]:
    def edit(whole: bytes) -> bytes:
        lines: Lines = [json.loads(line) for line in gzip.decompress(whole).splitlines()]
        change(lines)
        texts = [json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in lines]
        if hashed_anew:
            end = lines[-1]
            assert isinstance(end, dict)
            end["sha256"] = hashlib.sha256(b"".join(texts[:-1])).hexdigest()
            texts[-1] = json.dumps(end, separators=(",", ":")).encode() + b"\n"
        return gzip.compress(b"".join(texts))

    return edit


def set_header(name: str, value: object) -> Callable[[Lines], None]:
    def change(lines: Lines) -> None:
        header = lines[0]
        assert isinstance(header, dict)
        header[name] = value

    return change


def edit_a_value(lines: Lines) -> None:
    next(line for line in lines if isinstance(line, list))[1] = "eve"


def give_a_value_too_many(lines: Lines) -> None:
    next(line for line in lines if isinstance(line, list)).append("more")


def name_another_table(lines: Lines) -> None:
    for line in lines:
        if isinstance(line, dict) and line.get("table") == "agents":
            line["table"] = "sqlite_master"
    end = lines[-1]
    assert isinstance(end, dict)
    end["rows"]["sqlite_master"] = end["rows"].pop("agents")


def break_a_reference(lines: Lines) -> None:
    for index, line in enumerate(lines):
        if isinstance(line, dict) and line.get("table") == "sign_ins":
            row = lines[index + 1]
            assert isinstance(row, list)
            row[line["columns"].index("agent")] = "nobody"


BAD: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda whole: b"", "no backup"),
    "foreign": (lambda whole: b"SQLite format 3\0" + whole, "no backup"),
    "foreign gzip": (lambda whole: gzip.compress(b'{"users": []}\n'), "no backup"),
    "deep": (lambda whole: gzip.compress(b"[" * 200_000), "no backup"),
    "deep inside": (
        lambda whole: gzip.compress(gzip.decompress(whole) + b"[" * 200_000 + b"\n"),
        "changed",
    ),
    "cut": (lambda whole: whole[: len(whole) // 2], "end of the backup is missing"),
    "cut by a line": (
        lambda whole: gzip.compress(b"\n".join(gzip.decompress(whole).split(b"\n")[:-2]) + b"\n"),
        "end of the backup is missing",
    ),
    "a bit": (
        lambda whole: whole[:200] + bytes([whole[200] ^ 4]) + whole[201:],
        "damaged|changed|no backup",
    ),
    "edited": (rewritten(edit_a_value), "changed"),
    "a row out": (rewritten(lambda lines: lines.pop(2)), "changed"),
    "more behind": (
        lambda whole: gzip.compress(gzip.decompress(whole) + b'["x"]\n'),
        "changed",
    ),
    "newer": (rewritten(set_header("schema", "9999"), hashed_anew=True), "does not know"),
    "other format": (rewritten(set_header("version", 2), hashed_anew=True), "format 2"),
    "too many values": (rewritten(give_a_value_too_many, hashed_anew=True), "does not fit"),
    "other table": (rewritten(name_another_table, hashed_anew=True), "does not fit"),
    "no such agent": (rewritten(break_a_reference, hashed_anew=True), "does not fit"),
}


# Those that the database has to undo; the others never get so far.
IN_THE_DATABASE = {"newer", "too many values", "no such agent"}


def test_what_is_not_as_it_was_written_is_refused(url: str, tmp_path: Path) -> None:
    source, file = sqlite_url(tmp_path / "source"), tmp_path / "backup"
    fill_all(source)
    assert alongside(source, "backup", file)[0] == 0
    whole = file.read_bytes()
    for name, (edit, reason) in BAD.items():
        if name not in IN_THE_DATABASE and not url.startswith("sqlite"):
            continue
        file.write_bytes(edit(whole))
        code, said = alongside(url, "restore", file)
        assert code == 1, name
        assert any(part in said for part in reason.split("|")), (name, said)
    assert "up to date" not in alongside(url, "migrate", "status")[1]
    file.write_bytes(whole)
    code, said = alongside(url, "restore", file)
    assert code == 0, said
    assert not list(tmp_path.rglob("*.restoring*"))


def test_what_cannot_be_backed_up_leaves_no_file(tmp_path: Path) -> None:
    file = tmp_path / "backup"
    code, said = alongside(sqlite_url(tmp_path), "backup", file)
    assert code == 1 and "no tables" in said
    code, said = alongside("postgresql://x@127.0.0.1:1/y", "backup", file)
    assert code == 1 and said.endswith(".")
    assert alongside(sqlite_url(tmp_path), "backup", tmp_path / "no" / "folder")[0] == 2
    assert not file.exists()


async def test_h11_the_drill(tmp_path: Path) -> None:
    """A session is going on and people write while the backup is made; the server is killed, its
    disk is lost, and another machine goes on."""
    old, new, file = tmp_path / "old", tmp_path / "new", tmp_path / "backup"
    async with visited(old) as visitors:
        server = visitors.server
        agent = await visitors.enter(await visitors.agent_ticket())
        customer = await visitors.enter(await visitors.customer_ticket())
        started = await customer.request("session.start")
        await agent.request("session.join", code=started["code"])
        at = {"conversation": started["conversation"]}
        before = await agent.state(lambda s: s["session"]["state"] == "active")
        await customer.request("conversation.message", text="before", **at)
        writing = asyncio.create_task(write_on(customer, at))
        code, said = await asyncio.to_thread(alongside, database_url(old), "backup", file)
        assert code == 0, said
        assert not writing.done()
        writing.cancel()
        key = await asyncio.to_thread(alongside, database_url(old), "audit", "key")
        server.kill()
        await customer.closed()
        new.mkdir()
        shutil.copy(old / NOTES, new / NOTES)
        shutil.rmtree(old)

        code, said = await asyncio.to_thread(alongside, database_url(new), "restore", file)
        assert code == 0, said
        server.data_dir = new
        server.start()
        agent = await visitors.enter(await visitors.agent_ticket())
        [conversation] = agent.ready["conversations"]
        assert conversation["state"]["session"]["scopes"] == before["session"]["scopes"]
        assert conversation["state"]["owner"] == before["owner"]
        assert "before" in [event.get("text") for event in conversation["timeline"]]
        seqs = [event["seq"] for event in conversation["timeline"]]
        assert seqs == sorted(set(seqs))
        # The customer's page comes back, too: what opened doors there opens them here.
        customer = await visitors.enter(customer.ready["resume_ticket"])
        await customer.request("conversation.message", text="after", **at)

        store = await Store.open(database_url(new))
        site = (await store.sites.all())[0].id
        signer = await open_signer(store, settings_for(tmp_path), 0.0)
        store.checkpoints.start(signer.key, signer.sign, time.time, 1_000)
        log = b"".join([piece async for piece in export(store, site)])
        await store.close()
        assert isinstance(check(log, verify, verify_signed, [signer.key]), Whole)
        assert signer.key.text == key[1].strip()


async def write_on(customer: Any, at: dict[str, Any]) -> None:
    while True:
        await customer.request("conversation.message", text="meanwhile", **at)
