"""docs/privacy.md names every column that there is, every setting that bounds it, and every key in
browsers: whoever adds one has to say what it is for."""

import re
from collections import Counter

from signaling.config import Settings
from signaling.rest.gate import COOKIE
from signaling.store.tables import metadata
from tests.docs.blocks import DOCS, ROOT

TEXT = (DOCS / "privacy.md").read_text()
CLIENT = ROOT / "client_js" / "src"
NAME = re.compile(r"`([^`]+)`")
# A channel between tabs, a lock, kinds of messages: they hold nothing.
NO_STORAGE = {"tabs", "ring", "pane", "preview", "probe"}


def cells(section: str) -> list[list[str]]:
    """The rows of the first table under this heading, without its head."""
    body = TEXT.split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\|(.*)\|$", body, re.MULTILINE)[2:]
    return [[cell.strip() for cell in row.split("|")] for row in rows]


def test_every_column_of_every_table_is_there_once() -> None:
    documented = Counter(
        (NAME.findall(table)[0], column)
        for table, columns, what, personal, how_long in cells("On the server")
        for column in NAME.findall(columns)
        if what and personal and how_long
    )
    there = {
        (table.name, column.name) for table in metadata.sorted_tables for column in table.columns
    }
    assert set(documented) == there
    assert max(documented.values()) == 1


def test_the_settings_that_it_names_are_settings() -> None:
    named = {word for word in NAME.findall(TEXT) if re.fullmatch(r"[a-z]+_(days|seconds)", word)}
    assert {"chat_days", "conversation_days", "audit_days", "customer_seconds"} <= named
    assert named <= set(Settings.__struct_fields__)


def test_every_key_in_browsers_is_there() -> None:
    sources = "\n".join(path.read_text() for path in CLIENT.rglob("*.ts"))
    found = set(re.findall(r"'alongside\.([a-zA-Z]+)'", sources)) - NO_STORAGE
    remembered = sources.split("interface Remembered {", 1)[1].split("\n}\n", 1)[0]
    found |= set(re.findall(r"^  (\w+):", remembered, re.MULTILINE))
    keys = {key for row in cells("In browsers") for key in NAME.findall(row[1])}
    assert keys == {f"alongside.{name}" for name in found} | {COOKIE}
