import aioice.ice
import ifaddr
import pytest

from media.connection import Connection
from media.loopback import use_loopback_if_alone
from media.waiting import Changes


def adapters(*addresses: str | tuple[str, int, int]) -> list[ifaddr.Adapter]:
    ips = [ifaddr.IP(address, 8, "lo") for address in addresses]
    return [ifaddr.Adapter("lo", "lo", ips)]


ALONE = adapters("127.0.0.1", ("::1", 0, 0), ("fe80::1", 0, 2))


@pytest.fixture(autouse=True)
def as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts aioice right again afterwards, whatever the test does to it."""
    monkeypatch.setattr(aioice.ice, "get_host_addresses", aioice.ice.get_host_addresses)


async def test_a_machine_that_is_alone_connects_to_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: ALONE)
    assert use_loopback_if_alone()
    changes = Changes()
    opened: list[str] = []

    def end(name: str) -> Connection:
        def is_open() -> None:
            opened.append(name)
            changes.notify()

        return Connection([], is_open, lambda channel, data: None, lambda: None)

    one, other = end("one"), end("other")
    try:
        offer = await one.offer()
        assert " 127.0.0.1 " in offer.sdp
        await one.accept(await other.answer(offer))
        await changes.until(lambda: len(opened) == 2, "both ends to open", 10)
    finally:
        await one.close()
        await other.close()


@pytest.mark.parametrize("address", ["192.0.2.2", ("fd00::2", 0, 0)])
def test_a_machine_with_a_network_is_left_as_it_is(
    monkeypatch: pytest.MonkeyPatch, address: str | tuple[str, int, int]
) -> None:
    before = aioice.ice.get_host_addresses
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: [*ALONE, *adapters(address)])
    assert not use_loopback_if_alone()
    assert aioice.ice.get_host_addresses is before
