from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.databases import KINDS, new_url
from tests.helpers.operator import TOKEN


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Broker]:
    """A server on a free port with an empty SQLite store and one site."""
    async with start_broker(settings_for(tmp_path)) as broker:
        yield broker


@pytest.fixture
async def operated(tmp_path: Path) -> AsyncIterator[Broker]:
    """The same, with calls for operators."""
    async with start_broker(settings_for(tmp_path, operator_token=TOKEN)) as broker:
        yield broker


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of an empty database: once in SQLite, once in PostgreSQL."""
    return new_url(request.param, tmp_path)
