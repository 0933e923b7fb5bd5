"""The documentation repeats what the code says, and nothing is left out of it."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from broker.policy import PRESETS, Policy
from broker.policy_changes import shown
from signaling.app import Parts, create_app
from signaling.config import Settings, load_settings
from signaling.demo_site import database_url
from signaling.metrics import Metrics
from signaling.pages import Demo
from signaling.store import Store
from tests.docs.blocks import BLOCKS, DOCS, ROOT, close_codes, filled
from tests.helpers.stub_bundle import stub_assets

PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
CLIENT = ROOT / "client_js" / "src"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_blocks_are_what_the_code_says(page: Path) -> None:
    text = page.read_text()
    assert text == filled(text), "run `make docs`"


def test_every_block_is_on_some_page() -> None:
    there = set(re.findall(r"<!-- block: ([a-z-]+) -->", "".join(p.read_text() for p in PAGES)))
    assert there == set(BLOCKS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text()):
        if link.startswith("https://"):
            continue
        target, _, anchor = link.partition("#")
        path = (page.parent / target) if target else page
        assert path.exists(), f"{page.name} links to {link}"
        if anchor:
            assert anchor in anchors(path), f"{page.name} links to {link}"


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


def test_every_close_code_says_what_it_means() -> None:
    assert " |  |" not in close_codes()


async def test_every_route_is_in_the_protocol_reference(tmp_path: Path) -> None:
    store = await Store.open(database_url(tmp_path))
    try:
        parts = Parts(Settings(), store, Metrics(), stub_assets(), Demo({}))
        app = await create_app(parts)
    finally:
        await store.close()
    text = (DOCS / "protocol.md").read_text()
    for route in app.router.routes():
        if route.method == "HEAD":
            continue
        assert route.resource is not None
        path = route.resource.canonical
        assert f"`{route.method} {path}`" in text


def members(source: str, opening: str) -> Iterator[str]:
    """The names at the start of a line in the TypeScript block that `opening` begins."""
    body = source.split(opening, 1)[1].split("\n}\n", 1)[0]
    yield from re.findall(r"^  (?:get )?'?([a-z][\w.]*)'?(?:<.*>)?[(:]", body, re.MULTILINE)


def test_every_function_of_the_sdk_is_documented() -> None:
    source = (CLIENT / "customer" / "public_api.ts").read_text()
    names = set(members(source, "export class Alongside {")) - {"attach", "constructor"}
    assert {"start", "stop", "session", "on", "push"} <= names
    text = (DOCS / "integrators.md").read_text()
    for name in names:
        assert re.search(rf"^\| `{name}[(`]", text, re.MULTILINE), name


def test_every_event_of_the_sdk_is_documented() -> None:
    source = (CLIENT / "customer" / "signals.ts").read_text()
    names = set(members(source, "export interface AlongsideEvents {"))
    assert {"ready", "session.ended", "failed"} <= names
    documented = re.findall(r"^\| `([\w.]+)` \|", (DOCS / "integrators.md").read_text(), re.M)
    assert names <= set(documented)


def test_every_member_and_event_of_the_agent_pane_is_documented() -> None:
    element = (CLIENT / "embed" / "element.ts").read_text().split("constructor()")[1]
    names = set(re.findall(r"^  (?:[gs]et )?([a-z]\w*)\(.*\): .*{$", element, re.MULTILINE))
    names -= {"connectedCallback", "disconnectedCallback", "attributeChangedCallback"}
    assert {"conversation", "signIn", "signOut", "requestCoBrowse", "end"} <= names
    events = set(re.findall(r"'(alongside-[\w-]+)':", (CLIENT / "embed" / "events.ts").read_text()))
    assert {"alongside-ready", "alongside-error"} <= events
    text = (DOCS / "integrators.md").read_text().split("## The agent pane")[1]
    for name in names | events:
        assert re.search(rf"^\| `{name}[(`]", text, re.MULTILINE), name


def test_the_example_settings_are_settings(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", (DOCS / "operators.md").read_text(), re.DOTALL)
    assert example is not None
    (tmp_path / "example.toml").write_text(example[1])
    load_settings(tmp_path / "example.toml", environment={})
    deployed = load_settings(ROOT / "deploy" / "alongside.toml", environment={})
    assert deployed.origin == tomllib.loads(example[1])["public_url"]


def test_every_preset_is_described_and_tested_as_the_page_says() -> None:
    text = (DOCS / "presets.md").read_text()
    assert re.findall(r"^## `([a-z-]+)`", text, re.MULTILINE) == list(PRESETS)
    head, *rows = re.findall(r"^\| (.+) \|$", text.split("## Which test shows it")[1], re.MULTILINE)
    assert re.findall(r"`([a-z-]+)`", head) == list(PRESETS)
    tests = (ROOT / "tests" / "e2e").glob("test_*.py")
    found = re.findall(
        r"^def test_(\w+)", "".join(path.read_text() for path in tests), re.MULTILINE
    )
    named = re.findall(r"`(R\w+)`", "".join(rows))
    assert named
    for name in named:
        assert any(test.startswith(name) for test in found), name


def sources_of_tests() -> dict[str, str]:
    """By name; of two of one name, in different folders, both."""
    found: dict[str, str] = {}
    for path in (ROOT / "tests").rglob("*test*"):
        if path.suffix in (".py", ".ts"):
            found[path.name] = found.get(path.name, "") + path.read_text()
    return found


@pytest.mark.parametrize("page", ["asvs.md", "security_cases.md"])
def test_every_test_that_a_page_of_security_names_is_there(page: str) -> None:
    text = (DOCS / page).read_text()
    tests = sources_of_tests()
    pairs = re.findall(r"`(?:tests/[\w/]+/)?(test_\w+\.py|\w+\.test\.ts)(?:::(test_\w+))?`", text)
    assert len(pairs) > 20
    for file, name in pairs:
        assert file in tests, file
        assert f"def {name}(" in tests[file] if name else True, f"{file}::{name}"
    for name in re.findall(r"`(test_\w+)`", text):
        assert any(f"def {name}(" in source for source in tests.values()), name


def test_every_case_of_these_groups_is_on_the_page() -> None:
    rows = re.findall(r"^\| ([ABG])-(\d\d) \|", (DOCS / "security_cases.md").read_text(), re.M)
    wanted = {"A": 13, "B": 18, "G": 5}
    assert {(group, f"{n:02}") for group, most in wanted.items() for n in range(1, most + 1)} == {
        *rows
    }


def test_every_field_of_a_policy_is_documented() -> None:
    text = (DOCS / "operators.md").read_text()
    rows = "\n".join(line.split("|")[1] for line in text.splitlines() if line.startswith("| `"))
    for name in json.loads(shown(Policy())):
        assert f"`{name}`" in rows, name
