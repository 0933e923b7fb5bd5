"""`alongside doctor` against a real coturn, a port where nobody is, and a wrong secret; and whether
the configuration that we ship keeps a TURN server closed."""

import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import token_hex

import pytest
from typer.testing import CliRunner

from signaling.cli import cli
from signaling.ice import turn_credential
from signaling.ice_url import parse_ice_url
from signaling.turn.client import TurnClient, TurnRefused, turn_client
from signaling.turn.special import SPECIAL, granted
from tests.helpers.coturn import SECRET, Coturn, start_coturn
from tests.helpers.server import free_port


@pytest.fixture(scope="module")
def coturn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coturn]:
    with start_coturn(tmp_path_factory.mktemp("coturn")) as coturn:
        yield coturn


@asynccontextmanager
async def client(
    url: str, seconds: float = 600, secret: str = SECRET, link: str = ""
) -> AsyncIterator[TurnClient]:
    username = f"{int(time.time() + seconds)}:endpoint:{link or token_hex(4)}"
    credential = turn_credential(secret, username)
    async with turn_client(parse_ice_url(url), username, credential) as turn:
        yield turn


def doctor(environment: dict[str, str]) -> tuple[int, list[str]]:
    result = CliRunner().invoke(cli, ["doctor", "--only", "turn"], env=os.environ | environment)
    return result.exit_code, result.output.splitlines()


def test_all_is_well_with_what_we_ship(coturn: Coturn) -> None:
    code, lines = doctor(dict(coturn.environment(coturn.udp, coturn.tcp)))
    assert code == 0, lines
    assert len(lines) == 10 and all(line.startswith("ok ") for line in lines), lines


def test_without_turn_it_says_what_there_will_not_be() -> None:
    code, lines = doctor({})
    assert code == 0
    assert [line.split()[0] for line in lines] == ["note"]


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_dead_port_is_named(transport: str) -> None:
    port = free_port()
    url = f"turn:127.0.0.1:{port}?transport={transport}"
    code, [line] = doctor({"ALONGSIDE_TURN_URLS": url, "ALONGSIDE_TURN_SECRET": SECRET})
    assert code == 1
    assert line.startswith(f"failed  {url}") and f"{transport.upper()} port {port}" in line


def test_a_wrong_secret_is_named(coturn: Coturn) -> None:
    code, lines = doctor(dict(coturn.environment(coturn.udp, secret="w" * 32)))
    assert code == 1
    assert [line.split()[0] for line in lines] == ["ok", "failed"]
    assert "static-auth-secret" in lines[1]


def test_an_open_server_is_named(tmp_path: Path) -> None:
    with start_coturn(tmp_path, without="denied-peer-ip=169.254.") as coturn:
        code, lines = doctor(dict(coturn.environment(coturn.udp)))
    assert code == 1
    [failed] = [line for line in lines if line.startswith("failed")]
    assert "open to 169.254.169.254. " in failed


def test_a_server_where_relays_do_not_meet_is_named(tmp_path: Path) -> None:
    with start_coturn(tmp_path, without="allowed-peer-ip") as coturn:
        code, lines = doctor(dict(coturn.environment(coturn.tcp)))
    assert code == 1
    assert any(line.startswith("failed") and "allowed-peer-ip" in line for line in lines), lines


@pytest.mark.parametrize("version", [4, 6])
async def test_none_of_the_special_addresses_is_granted(coturn: Coturn, version: int) -> None:
    assert len(SPECIAL) == 16
    for url in (coturn.udp, coturn.tcp):
        async with client(url) as turn:
            assert await granted(turn, version) == []


@pytest.mark.parametrize(
    ("seconds", "secret"), [(-1.0, SECRET), (600.0, "forged" * 6)], ids=["expired", "forged"]
)
async def test_credentials_are_checked(coturn: Coturn, seconds: float, secret: str) -> None:
    for url in (coturn.udp, coturn.tcp):
        async with client(url, seconds, secret) as turn:
            with pytest.raises(TurnRefused) as refused:
                await turn.allocate()
            assert refused.value.code == 401


async def test_an_allocation_outlives_its_credentials(coturn: Coturn) -> None:
    """What a call runs on may not end with them."""
    async with client(coturn.udp, seconds=1) as turn:
        expires_at = int(time.time() + 1)
        await turn.allocate()
        async with client(coturn.udp) as other:
            peer = await other.allocate()
            while time.time() <= expires_at + 1:
                # Round trips, until the time is over.
                await turn.mapped_address()
            await turn.refresh(600)
            await turn.permit(peer[0])


async def test_a_user_has_a_quota(coturn: Coturn) -> None:
    async def allocations(left: int) -> int:
        async with client(coturn.udp, link="one") as turn:
            try:
                await turn.allocate()
            except TurnRefused as refused:
                assert refused.code == 486
                return 0
            return 1 + (await allocations(left - 1) if left else 0)

    assert await allocations(30) == 24
