"""Does the TURN server relay as it should, and nowhere else?"""

import secrets
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

from signaling.config import Settings
from signaling.doctor.findings import Finding, Part, Speaker, Verdict
from signaling.ice import Ice
from signaling.ice_url import IceUrl, parse_ice_url
from signaling.turn.client import TurnClient, TurnRefused, TurnSilent, turn_client
from signaling.turn.special import granted

SHIPPED = "deploy/coturn.conf"

say = Speaker(Part.TURN)


async def examine(settings: Settings, now: float) -> AsyncIterator[Finding]:
    """What there is to find, as it is found. `now`: seconds since 1970."""
    if not settings.turn_urls:
        yield say.note(
            "TURN: none is set up",
            "Between networks that let no direct connection through, pages go by the sealed relay, "
            "and there are no calls: docs/operators.md, TURN.",
        )
    for text in settings.stun_urls:
        yield await _answers(text)
    for text in settings.turn_urls:
        reached = await _answers(text)
        yield reached
        if reached.verdict is Verdict.OK:
            async for finding in _Turn(text, settings, now).examine():
                yield finding


async def _answers(text: str) -> Finding:
    url = parse_ice_url(text)
    try:
        async with turn_client(url) as client:
            host, port = await client.mapped_address()
    except (TurnRefused, TurnSilent) as problem:
        return say.failed(
            f"{text}: {problem}",
            f"Is it running, and does the firewall let {url.transport.upper()} port {url.port} in?",
        )
    return say.ok(f"{text}: answers, and sees this machine as {host} port {port}")


class _Turn:
    """The checks of one TURN server that answers."""

    def __init__(self, text: str, settings: Settings, now: float) -> None:
        self._text = text
        self._url: IceUrl = parse_ice_url(text)
        # One user for all would run into the quota.
        server = Ice(settings).servers("doctor", secrets.token_hex(4), now)[-1]
        self._username = server.username or ""
        self._credential = server.credential or ""

    async def examine(self) -> AsyncIterator[Finding]:
        allocated = await self._allocates()
        yield allocated
        if allocated.verdict is not Verdict.OK:
            return
        yield await self._meets_itself()
        for version in (4, 6):
            yield await self._is_closed(version)

    def _client(self) -> AbstractAsyncContextManager[TurnClient]:
        return turn_client(self._url, self._username, self._credential)

    async def _allocates(self) -> Finding:
        try:
            async with self._client() as client:
                host, _ = await client.allocate()
                await client.refresh(0)
        except TurnRefused as refused:
            return say.failed(f"{self._text}: allocation refused ({refused})", _why(refused))
        except TurnSilent as silent:
            return say.failed(f"{self._text}: allocation: {silent}", "See the server's log.")
        return say.ok(f"{self._text}: takes our credentials, and relays by {host}")

    async def _meets_itself(self) -> Finding:
        """Two browsers that both need TURN meet at the server's own address."""
        try:
            async with self._client() as one, self._client() as other:
                came = await _sent_across(one, other)
        except TurnRefused as refused:
            return say.failed(
                f"{self._text}: from relay to relay: {refused}",
                "Two browsers that both need TURN will not meet. Allow the server's own relay "
                f"address with allowed-peer-ip, as at the end of {SHIPPED}.",
            )
        except TurnSilent as silent:
            return say.failed(
                f"{self._text}: from relay to relay: {silent}",
                "Open the UDP ports from min-port to max-port, and set external-ip behind NAT.",
            )
        if not came:
            return say.failed(
                f"{self._text}: from relay to relay other data came", "See the server's log."
            )
        return say.ok(f"{self._text}: data passes from relay to relay")

    async def _is_closed(self, version: int) -> Finding:
        what = f"{self._text}: special addresses by IPv{version}"
        try:
            async with self._client() as client:
                found = await granted(client, version)
        except TurnRefused as refused:
            return say.failed(
                f"{what}: even ordinary ones are refused ({refused})",
                f"Compare its denied-peer-ip with {SHIPPED}.",
            )
        except TurnSilent as silent:
            return say.failed(f"{what}: {silent}", "See the server's log.")
        if found is None:
            return say.ok(f"{what}: none, it relays by no IPv{version}")
        if found:
            return say.failed(
                f"{what}: open to {', '.join(found)}",
                f"Whoever talks to a customer may reach your network. Take over {SHIPPED}.",
            )
        return say.ok(f"{what}: none is granted")


async def _sent_across(one: TurnClient, other: TurnClient) -> bool:
    here, there = await one.allocate(), await other.allocate()
    await one.permit(there[0])
    await other.permit(here[0])
    sent = secrets.token_bytes(16)
    one.send(sent, there)
    received, sender = await other.receive()
    await one.refresh(0)
    await other.refresh(0)
    return received == sent and sender == here


def _why(refused: TurnRefused) -> str:
    match refused.code:
        case 401:
            return (
                "Its static-auth-secret must be the same as turn_secret, with use-auth-secret, and "
                "the clocks of both machines must agree."
            )
        case 486 | 508:
            return "Too many allocations: see user-quota, total-quota and the range of ports."
        case _:
            return "See the server's log."
