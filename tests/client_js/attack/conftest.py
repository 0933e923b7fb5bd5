from __future__ import annotations

from pathlib import Path

import pytest

from tests.client_js.attack.harness_script import bundle


@pytest.fixture(scope="session")
def attack_script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle(tmp_path_factory.mktemp("attack"))
