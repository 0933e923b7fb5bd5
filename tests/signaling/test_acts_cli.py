"""What the command line changes is written down as well, whoever that was: `cli`."""

import json
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperGroup
from typer.testing import CliRunner

from broker.acts import Act
from signaling.cli import cli
from tests.helpers.databases import sql, sqlite_url

# Commands that leave no record, each with its reason. A new one that is neither here nor recorded
# when the test runs it fails that.
WITHOUT = {
    **dict.fromkeys(
        (
            *("site list", "site versions", "agent list", "team list", "key list", "webhook list"),
            *("analytics export", "sdk list"),
            *("audit acts", "audit verify", "receipt verify", "migrate status", "doctor"),
        ),
        "shows something",
    ),
    "analytics rebuild": "counts again what is there",
    "sdk prune": "removes copies of the SDK, which are files beside the store",
    "audit key": "shows the key, which makes none where there is one",
    "audit checkpoint": "makes a signature, and changes nothing",
    "backup": "writes a file, and nothing into the store",
    "migrate up": "changes the tables, as the server does by itself",
    "migrate down": "the same; what it takes away may be this log",
    "operator setup-code": "opens nothing until it is used: server.set_up",
    "webhook test": "sends one test, and changes nothing",
    "serve": "runs the server",
    "demo": "runs a server of its own",
}


class Terminal:
    def __init__(self, url: str) -> None:
        self.url = url
        self.recorded: set[str] = set()
        self.seen = 0

    def run(self, line: str, *wanted: Act, url: str = "") -> str:
        """What the command prints; it is recorded as these acts."""
        arguments = line.split()
        environment = {"ALONGSIDE_DATABASE_URL": url or self.url}
        done = CliRunner().invoke(cli, arguments, env=environment)
        assert done.exit_code == 0, (line, done.output, done.exception)
        records = [json.loads(one) for one in self._new(url or self.url)]
        assert [one["type"] for one in records] == [*wanted], line
        assert all(one["by"] == "cli" for one in records)
        names = [" ".join(arguments[:count]) for count in (1, 2)]
        if wanted:
            self.recorded |= {name for name in names if name in commands()}
        return done.stdout

    def _new(self, url: str) -> list[str]:
        of = "FROM audit WHERE site = 'operators'"
        found = sql(url, f"SELECT record {of} AND number > {self.seen} ORDER BY number")
        self.seen = int(sql(url, f"SELECT coalesce(max(number), 0) {of}"))
        return found.splitlines()


def commands() -> set[str]:
    return set(_named(typer.main.get_command(cli), ()))


def _named(command: object, path: tuple[str, ...]) -> list[str]:
    if not isinstance(command, TyperGroup):
        return [" ".join(path)]
    return [name for part, one in command.commands.items() for name in _named(one, (*path, part))]


def sites(terminal: Terminal, folder: Path) -> str:
    rules, policy = folder / "rules.json", folder / "policy.json"
    rules.write_text('{"mode": "private"}')
    policy.write_text('{"agent_may_ask": false}')
    said = terminal.run("site add Shop --origin https://shop.example", Act.SITE_ADDED)
    key = said.removeprefix("Site key: ").strip()
    terminal.run(f"site change {key} --name Other", Act.SITE_CHANGED)
    terminal.run(f"site redaction {key} --file {rules}", Act.REDACTION_PUBLISHED)
    terminal.run(f"site redaction {key}")
    terminal.run(f"site policy {key} --set {policy}", Act.POLICY_PUBLISHED)
    terminal.run(f"site restore {key} policy 1", Act.POLICY_RESTORED)
    terminal.run(f"audit export {key} -o {folder / 'site.jsonl'}", Act.AUDIT_EXPORTED)
    return key


def people(terminal: Terminal) -> None:
    terminal.run("agent add ada --name Ada --generate", Act.AGENT_ADDED)
    terminal.run("agent change ada --disable", Act.AGENT_CHANGED)
    terminal.run("team add Desk --member ada", Act.TEAM_ADDED)
    terminal.run("team change Desk --name Bench", Act.TEAM_CHANGED)
    terminal.run(
        "agent permit ada --permissions none --team none",
        Act.AGENT_CHANGED,
        Act.AGENT_TEAMS_CHANGED,
    )
    terminal.run("team remove Bench", Act.TEAM_REMOVED)
    sql(terminal.url, "INSERT INTO second_factors SELECT id, x'00', 1, 0, 0 FROM agents")
    terminal.run("agent reset-second-factor ada", Act.SECOND_FACTOR_REMOVED)
    terminal.run("agent reset-second-factor ada")
    said = terminal.run("key add crm --scope audit:read", Act.API_KEY_ADDED)
    terminal.run(f"key revoke {said.split()[1][:12]}", Act.API_KEY_REVOKED)
    site = sql(terminal.url, "SELECT id FROM sites")
    sql(terminal.url, f"INSERT INTO customers VALUES ('customer_1', x'00', '{site}', 9e9)")
    terminal.run("customer erase customer_1 --yes", Act.CUSTOMER_ERASED)


def webhooks(terminal: Terminal, key: str) -> None:
    said = terminal.run(f"webhook add {key} https://8.8.8.8/hook", Act.WEBHOOK_ADDED)
    one = f"{key} {said.split()[1]}"
    sql(terminal.url, "UPDATE webhooks SET enabled = 0, off_because = 'failing'")
    terminal.run(f"webhook enable {one}", Act.WEBHOOK_CHANGED)
    terminal.run(f"webhook rotate {one}", Act.WEBHOOK_CHANGED)
    dead = f"('msg_1', '{said.split()[1]}', 'webhook.test', '{{}}', 0, 9e9, 0, 9, 1)"
    columns = "id, webhook, type, body, created_at, expires_at, due_at, attempts, died_at"
    sql(terminal.url, f"INSERT INTO outbox ({columns}) VALUES {dead}")
    terminal.run(f"webhook redeliver {one}", Act.WEBHOOK_REDELIVERED)
    terminal.run(f"webhook remove {one}", Act.WEBHOOK_REMOVED)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_every_command_that_changes_something_is_recorded(url: str, tmp_path: Path) -> None:
    terminal = Terminal(url)
    key = sites(terminal, tmp_path)
    people(terminal)
    webhooks(terminal, key)
    terminal.run(f"backup {tmp_path / 'backup'}")
    there = sqlite_url(tmp_path / "there")
    terminal.run(f"restore {tmp_path / 'backup'}", Act.BACKUP_RESTORED, url=there)
    assert terminal.recorded & set(WITHOUT) == set()
    assert terminal.recorded | set(WITHOUT) >= commands(), "these change something, unrecorded"
    assert set(WITHOUT) <= commands()
