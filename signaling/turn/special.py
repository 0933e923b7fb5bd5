"""Addresses that a TURN server must not open to strangers (IANA's special-purpose registries): its
own machine, the operator's network, the cloud's metadata. Some of them in the clothes of IPv6."""

from signaling.turn.client import TurnClient, TurnRefused

SPECIAL = (
    "127.0.0.1",
    "0.0.0.0",
    "10.0.0.5",
    "100.64.0.5",
    "169.254.169.254",
    "172.16.0.5",
    "192.168.0.5",
    "224.0.0.1",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.5",
    "::ffff:169.254.169.254",
    "fe80::1",
    "fd00::1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
)

# To tell a server that refuses these from one that refuses all.
ORDINARY = {4: "8.8.8.8", 6: "2001:4860:4860::8888"}


async def granted(client: TurnClient, version: int) -> list[str] | None:
    """Those that the server lets an allocation of IP `version` talk to; None where it makes no such
    allocations. Nothing is sent to any of them. Raises TurnSilent, and TurnRefused when it refuses
    an ordinary address, too."""
    try:
        await client.allocate(version)
    except TurnRefused:
        return None
    await client.permit(ORDINARY[version])
    found = []
    for address in SPECIAL:
        try:
            await client.permit(address)
        except TurnRefused:
            continue
        found.append(address)
    await client.refresh(0)
    return found
