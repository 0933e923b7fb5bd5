from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.client_js.attack.arena import Arena, open_arena, resolving_to
from tests.client_js.attack.harness_script import bundle
from tests.client_js.attack.sink import Sink
from tests.client_js.mirror_lab import Site
from tests.helpers.chromium import FLAGS, HEADLESS


@pytest.fixture(scope="session")
def attack_script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle(tmp_path_factory.mktemp("attack"))


@pytest.fixture
def sink() -> Iterator[Sink]:
    running = Sink()
    yield running
    running.close()


@pytest.fixture
def arena(
    chromium: Browser, site: Site, sink: Sink, lab_script: Path, attack_script: Path
) -> Iterator[Arena]:
    """An agent whose browser finds the sink behind every hostile name."""
    agents = chromium.browser_type.launch(
        executable_path=HEADLESS, args=[*FLAGS, *resolving_to(sink)]
    )
    opened = open_arena(chromium, agents, site, sink, (lab_script, attack_script))
    yield opened
    opened.pair.customer.context.close()
    agents.close()
