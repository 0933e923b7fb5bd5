"""What operators did can be proven: nothing of it is missing, changed, or there without what was
done; and nothing is in it that is nobody's business.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner, Result

from broker.acts import OPERATORS
from broker.audit_check import Found, Problem, Whole, check
from broker.checkpoints import read_note
from signaling.auditing import export
from signaling.cli import cli
from signaling.keys import SET_UP
from signaling.messages import verify_signed
from signaling.signing import verify
from signaling.store import Store
from signaling.store.acts import acting
from signaling.store.people import Agent
from tests.helpers.broker import PASSWORD, Broker, settings_for, start_broker
from tests.helpers.databases import sql
from tests.helpers.operator import BEARER, TOKEN, operate
from tests.helpers.server import start_server_async
from tests.signaling.scenes import shared

ACTS = "/api/v1/audit/acts"
VERIFIER = Path(__file__).parents[2] / "docs" / "verify.mjs"


@pytest.fixture
async def operated(tmp_path: Path, url: str) -> AsyncIterator[Broker]:
    settings = settings_for(
        tmp_path, operator_token=TOKEN, database_url=url, checkpoint_seconds=3600
    )
    async with start_broker(settings) as broker:
        yield broker


only_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


async def exported(broker: Broker) -> bytes:
    headers = {"Authorization": BEARER}
    async with broker.http.get(f"{broker.base_url}{ACTS}/export", headers=headers) as response:
        assert response.status == 200
        return await response.read()


def run(broker: Broker, *arguments: str) -> Result:
    environment = {"ALONGSIDE_DATABASE_URL": broker.settings.database_url}
    done = CliRunner().invoke(cli, list(arguments), env=environment)
    assert done.exit_code == 0, done.output
    return done


async def add_agent(broker: Broker) -> None:
    body = {"user_name": "ada", "name": "A", "password": PASSWORD}
    assert (await operate(broker, "POST", "/api/v1/agents", body))[0] == 201


async def promote(broker: Broker) -> None:
    status, _ = await operate(broker, "PATCH", "/api/v1/agents/ada", {"role": "supervisor"})
    assert status == 200


async def set_accent(broker: Broker, number: int) -> None:
    body = {"accent": f"#00000{number}"}
    assert (await operate(broker, "PATCH", "/api/v1/settings", body))[0] == 200


@only_sqlite
async def test_g03_what_the_command_line_does_beside_the_server_is_in_the_same_chain(
    operated: Broker, tmp_path: Path
) -> None:
    file, kept, key = tmp_path / "acts.jsonl", tmp_path / "kept", tmp_path / "key"
    site = operated.site.key

    def steps() -> None:
        key.write_text(run(operated, "audit", "key").stdout)
        run(operated, "agent", "add", "bob", "--name", "Bob", "--generate")
        kept.write_text(run(operated, "audit", "checkpoint", "--acts").stdout)
        run(operated, "site", "change", site, "--name", "Other")
        run(operated, "audit", "export", site, "-o", str(tmp_path / "site.jsonl"))

    await add_agent(operated)
    await asyncio.to_thread(steps)
    await promote(operated)
    done = await asyncio.to_thread(run, operated, "audit", "export", "--acts", "-o", str(file))
    verified = run(operated, "audit", "verify", str(file), "--key", str(key), "--since", str(kept))
    assert "rows of acts of operators" in verified.stdout, done.output
    items = (await operate(operated, "GET", ACTS))[1]["items"]
    assert [(one["who"], one["act"], one["site"]) for one in items][:6] == [
        ("cli", "audit.exported", None),
        ("operator_token", "agent.changed", None),
        ("cli", "audit.exported", site),
        ("cli", "site.changed", site),
        ("cli", "agent.added", None),
        ("operator_token", "agent.added", None),
    ]
    table = await asyncio.to_thread(run, operated, "audit", "acts", "--who", "cli", "--site", site)
    assert "site.changed" in table.stdout and "agent.added" not in table.stdout
    told = await asyncio.create_subprocess_exec(
        "node", VERIFIER, "audit", file, stdout=asyncio.subprocess.PIPE
    )
    assert (await told.communicate())[0] == b"ok\n"


@only_sqlite
@pytest.mark.parametrize("arguments", [(), ("KEY", "--acts")])
def test_either_a_website_or_the_acts(arguments: tuple[str, ...], url: str) -> None:
    environment = {"ALONGSIDE_DATABASE_URL": url}
    done = CliRunner().invoke(cli, ["audit", "export", *arguments], env=environment)
    assert done.exit_code == 2 and "or --acts" in done.output


OF_ACTS = f"site = '{OPERATORS}' AND number"
# What is done to the store, what may be said of it, and of which row. The server hides nothing of
# it: it writes what is there.
TAMPERING: list[tuple[list[str], set[Problem], int]] = [
    (
        [f"UPDATE audit SET record = replace(record, 'token', 'tokem') WHERE {OF_ACTS} = 4"],
        {Problem.EDITED},
        4,
    ),
    ([f"UPDATE audit SET record = '' WHERE {OF_ACTS} = 4"], {Problem.ERASED}, 4),
    ([f"DELETE FROM audit WHERE {OF_ACTS} = 4"], {Problem.EDITED, Problem.DELETED}, 4),
    (
        [
            f"UPDATE audit SET number = 1000 WHERE {OF_ACTS} = 4",
            f"UPDATE audit SET number = 4 WHERE {OF_ACTS} = 5",
            f"UPDATE audit SET number = 5 WHERE {OF_ACTS} = 1000",
        ],
        {Problem.EDITED, Problem.REORDERED},
        4,
    ),
    # By a checkpoint that was kept elsewhere.
    ([f"DELETE FROM audit WHERE {OF_ACTS} > 5"], {Problem.ROLLED_BACK}, 6),
]


@only_sqlite
async def test_g03_whoever_tampers_with_it_in_the_store_is_found(operated: Broker) -> None:
    for number in range(7):
        await set_accent(operated, number)
    database = operated.settings.database_url
    headers = {"Authorization": BEARER}
    async with operated.http.get(
        f"{operated.base_url}{ACTS}/checkpoint", headers=headers
    ) as response:
        known = read_note(await response.text())

    async def judged() -> Whole | Found:
        pieces = [piece async for piece in export(operated.store, OPERATORS)]
        return check(b"".join(pieces), verify, verify_signed, [], [known])

    sql(database, "CREATE TABLE kept AS SELECT * FROM audit")
    for statements, problems, row in TAMPERING:
        assert isinstance(await judged(), Whole)
        for statement in statements:
            sql(database, statement)
        found = await judged()
        assert isinstance(found, Found) and found.problem in problems, found
        assert found.row == row, found
        sql(database, "DELETE FROM audit")
        sql(database, "INSERT INTO audit SELECT * FROM kept")
    # It is told, too, to who only looks.
    sql(database, f"UPDATE audit SET record = substr(record, 3) WHERE {OF_ACTS} = 4")
    items = (await operate(operated, "GET", ACTS))[1]["items"]
    assert [one["act"] for one in items if one["seq"] == 4] == ["unreadable"]
    assert {one["act"] for one in items} > {"unreadable", "settings.changed"}
    sql(database, "DELETE FROM audit")
    sql(database, "INSERT INTO audit SELECT * FROM kept")
    # Without one, as soon as so many acts have followed as were cut off.
    sql(database, f"DELETE FROM audit WHERE {OF_ACTS} > 5")
    for number in range(7):
        await set_accent(operated, number)
    found = check(await exported(operated), verify, verify_signed, [])
    assert isinstance(found, Found) and (found.problem, found.row) == (Problem.REWRITTEN, 6), found


# Either the record fails, or what it is about.
BREAKS = [
    f"""CREATE TRIGGER broken BEFORE INSERT ON audit WHEN NEW.site = '{OPERATORS}'
                      BEGIN SELECT RAISE(ABORT, 'broken'); END""",
    """CREATE TRIGGER broken BEFORE UPDATE ON agents
                     BEGIN SELECT RAISE(ABORT, 'broken'); END""",
    # Behind both, before the commit.
    f"""CREATE TRIGGER broken AFTER INSERT ON audit WHEN NEW.site = '{OPERATORS}'
                        BEGIN SELECT RAISE(ABORT, 'broken'); END""",
]


@only_sqlite
async def test_none_of_both_is_there_without_the_other(operated: Broker) -> None:
    database = operated.settings.database_url
    await add_agent(operated)
    before = (await operate(operated, "GET", ACTS))[1]
    account = (await operate(operated, "GET", "/api/v1/agents/ada"))[1]
    for broken in BREAKS:
        sql(database, broken)
        # What is logged of it is long, and takes longer to write than all else here.
        with capture_logs() as log:
            change = {"role": "operator"}
            status, _ = await operate(operated, "PATCH", "/api/v1/agents/ada", change)
        assert status >= 500 and "store.refused" in [line["event"] for line in log]
        assert (await operate(operated, "GET", ACTS))[1] == before
        assert (await operate(operated, "GET", "/api/v1/agents/ada"))[1] == account
        sql(database, "DROP TRIGGER broken")
    await promote(operated)
    items = (await operate(operated, "GET", ACTS))[1]["items"]
    assert items[0]["seq"] == before["items"][0]["seq"] + 1
    assert isinstance(check(await exported(operated), verify, verify_signed, []), Whole)


MARK = "canary"


@only_sqlite
async def test_no_secret_and_nothing_that_somebody_wrote_is_in_it(operated: Broker) -> None:
    site, api = operated.site.key, "/api/v1"
    secrets: list[str] = []

    async def do(method: str, path: str, body: object = None) -> Any:
        status, answer = await operate(operated, method, api + path, body)
        assert status < 300, answer
        secrets.extend(answer[name] for name in ("secret", "code") if name in answer)
        return answer

    agent = {"user_name": f"{MARK}1", "name": f"{MARK} 2", "password": f"{MARK} three words"}
    await do("POST", "/agents", agent)
    await do("PATCH", f"/agents/{MARK}1", {"password": f"{MARK} four words", "name": f"{MARK} 5"})
    await do("POST", "/teams", {"name": f"{MARK} 6", "members": [f"{MARK}1"]})
    await do("PATCH", f"/teams/{MARK} 6", {"name": f"{MARK} 7"})
    await do("PATCH", f"/sites/{site}", {"name": f"{MARK} 8", "organisation": f"{MARK} 9"})
    await do("PATCH", "/settings", {"organisation": f"{MARK} 10"})
    await do("POST", "/api-keys", {"name": f"{MARK} 11", "scopes": ["audit:read"]})
    hook = f"https://8.8.8.8/{MARK}?token={MARK}"
    made = await do("POST", f"/sites/{site}/webhooks", {"url": hook})
    await do("PATCH", f"/sites/{site}/webhooks/{made['id']}", {"url": hook + "2"})
    await do("POST", f"/sites/{site}/webhooks/{made['id']}/rotate")
    rule = {"url": "*", "selector": f".{MARK}", "action": "mask"}
    await do("PUT", f"/sites/{site}/redaction", {"rules": [rule]})
    await do("POST", f"/sites/{site}/redaction/versions/1/restore", {"over": 2, "note": MARK})
    await do("POST", f"/sites/{site}/redaction/preview")
    scene = await shared(operated)
    text = {"conversation": scene.conversation, "text": f"{MARK} 12"}
    await scene.customer.request("conversation.message", **text)
    await do("POST", f"/sessions/{scene.session}/end")
    log = (await exported(operated)).decode()
    acts = {json.loads(line)["record"]["type"] for line in log.splitlines() if '"record"' in line}
    assert {"agent.changed", "team.changed", "webhook.changed", "settings.changed"} <= acts
    assert len(secrets) == 4 and not [one for one in secrets if one in log or one[:10] in log]
    assert MARK not in log and "argon2" not in log and "8.8.8.8" not in log


async def test_of_two_servers_that_act_at_once_both_are_in_the_chain(
    operated: Broker, url: str
) -> None:
    """And nobody is told that somebody was faster: there is nothing to decide again."""
    other = await Store.open(url)

    def account(number: int) -> Agent:
        return Agent(
            id=f"agent_{number}",
            user_name=f"agent{number}",
            name="A",
            password="",
            enabled=True,
            created_at=float(number),
        )

    async def work(store: Store, start: int) -> None:
        for number in range(start, start + 25):
            with acting(f"operator_{start}"):
                await store.agents.add(account(number))

    try:
        await asyncio.gather(work(operated.store, 0), work(other, 100), work(operated.store, 200))
    finally:
        await other.close()
    items: list[dict[str, Any]] = []
    for who in ("operator_0", "operator_100", "operator_200"):
        items += (await operate(operated, "GET", f"{ACTS}?limit=100&who={who}"))[1]["items"]
    assert len(items) == 75
    assert isinstance(check(await exported(operated), verify, verify_signed, []), Whole)


@only_sqlite
async def test_records_go_by_age_and_the_chain_verifies(operated: Broker) -> None:
    await set_accent(operated, 1)
    await set_accent(operated, 2)
    now = operated.clock()
    dropped = await operated.store.erasure.drop_audit(now + 1, now)
    assert dropped >= 2
    (erased,) = (await operate(operated, "GET", ACTS))[1]["items"]
    assert (erased["act"], erased["who"]) == ("audit.erased", "server")
    assert erased["what"]["reason"] == "age" and erased["what"]["rows"] >= 2
    whole = check(await exported(operated), verify, verify_signed, [])
    assert isinstance(whole, Whole) and whole.erased >= 2


@only_sqlite
async def test_the_set_up_an_own_password_and_a_restored_backup_are_acts(
    operated: Broker, tmp_path: Path
) -> None:
    code = await operated.app[SET_UP].offer()
    body = {"code": code, "user_name": "olga", "name": "Olga", "password": PASSWORD}
    status, _ = await operated.post("/api/v1/set-up", body, origin=operated.base_url)
    assert status == 201
    olga = await operated.store.agents.by_user_name("olga")
    assert olga is not None
    signed_in, set_up = (await operate(operated, "GET", f"{ACTS}?limit=2"))[1]["items"]
    assert (set_up["act"], set_up["who"]) == ("server.set_up", "set_up_code")
    assert set_up["what"] == {"agent": olga.id}
    assert (signed_in["act"], signed_in["who"]) == ("operator.signed_in", olga.id)
    cookies = await operated.sign_in("olga")
    body = {"password": PASSWORD, "new_password": f"{PASSWORD} and more"}
    path = "/api/v1/account/password"
    changed = await operated.post(path, body, origin=operated.base_url, cookies=cookies)
    assert changed[0] == 200
    (own, *_) = (await operate(operated, "GET", f"{ACTS}?limit=1"))[1]["items"]
    assert (own["act"], own["who"]) == ("agent.changed", olga.id)
    assert own["what"] == {"agent": olga.id, "changed": ["password"]}

    backup, there = str(tmp_path / "backup"), f"sqlite:///{tmp_path / 'there.sqlite3'}"
    await asyncio.to_thread(run, operated, "backup", backup)
    environment = {"ALONGSIDE_DATABASE_URL": there}
    for arguments in (["restore", backup], ["audit", "acts", "--most", "2"]):
        done = await asyncio.to_thread(CliRunner().invoke, cli, arguments, env=environment)
        assert done.exit_code == 0, done.output
    restored, last = done.stdout.splitlines()[1:]
    assert "cli" in restored and "backup.restored" in restored and "made_at" in restored
    assert "olga" in last and "agent.changed" in last


@only_sqlite
async def test_settings_of_every_kind_are_told(operated: Broker) -> None:
    """Fractions and what is nested have no place of their own in a record."""
    usual = '{"a": 1, "b": 2.0, "kept": {"a": 30}, "text": ""}'
    first = '{"a": 1, "b": 2.5, "c": {"y": 1, "x": [2]}, "d": ["e"], "text": "T"}'
    then = '{"a": 1e3, "b": 2, "kept": {}, "text": "T"}'
    edit = operated.store.settings.edit
    await edit("other", lambda found: first)
    await edit("more", lambda found: then, usual=usual, untold=("text",))
    more, other = (await operate(operated, "GET", f"{ACTS}?limit=2"))[1]["items"]
    assert more["what"] == {
        "changed": ["a", "kept.a", "text"],
        "before": {"a": 1, "kept.a": 30},
        "after": {"a": 1000, "kept.a": None},
    }
    assert other["what"]["after"] == {
        "a": 1,
        "b": "2.5",
        "c.x": "[2]",
        "c.y": 1,
        "d": ["e"],
        "text": "T",
    }
    assert isinstance(check(await exported(operated), verify, verify_signed, []), Whole)


@pytest.mark.long
async def test_h11_after_kill_9_both_are_there_or_none(tmp_path: Path) -> None:
    environment = os.environ | {"ALONGSIDE_OPERATOR_TOKEN": TOKEN}
    headers = {"Authorization": BEARER}
    acknowledged: list[str] = []
    enough = asyncio.Event()
    async with (
        start_server_async(tmp_path, environment, stub_bundle=True) as server,
        aiohttp.ClientSession(headers=headers) as http,
    ):

        async def change(number: int) -> None:
            accent = f"#0000{number:02}"
            url = f"{server.base_url}/api/v1/settings"
            try:
                async with http.patch(url, json={"accent": accent}) as response:
                    assert response.status == 200
            except aiohttp.ClientError:
                return
            acknowledged.append(accent)
            if len(acknowledged) == 20:
                enough.set()

        calls = [asyncio.create_task(change(number)) for number in range(60)]
        await enough.wait()
        await asyncio.to_thread(server.kill)
        await asyncio.gather(*calls)
        await asyncio.to_thread(server.start)
        async with http.get(f"{server.base_url}/api/v1/settings") as response:
            kept = (await response.json())["accent"]
        url = f"{server.base_url}{ACTS}"
        async with http.get(f"{url}?limit=100&act=settings.changed") as response:
            items = (await response.json())["items"]
        async with http.get(f"{url}/export") as response:
            assert isinstance(check(await response.read(), verify, verify_signed, []), Whole)
    told = [one["what"]["after"]["accent"] for one in items]
    assert told[0] == kept and len(set(told)) == len(told)
    assert set(acknowledged) <= set(told)
    # Each begins where the one before it has ended.
    before = [one["what"]["before"]["accent"] for one in items]
    assert before == [*told[1:], ""]
