"""For machines, such as the containers of a CI system, that have no network but themselves."""

import aioice.ice
import ifaddr

LOOPBACK = "127.0.0.1"


def use_loopback_if_alone() -> bool:
    """Let peers on this machine find each other where it has no address but 127.0.0.1 and ::1,
    which aioice leaves out. Call it once, before the first peer. Returns whether it was needed.

    Chromium needs `--allow-loopback-in-peer-connection` then.
    """
    if any(_is_of_use(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips):
        return False

    def only_loopback(use_ipv4: bool, use_ipv6: bool) -> list[str]:
        return [LOOPBACK] if use_ipv4 else []

    aioice.ice.get_host_addresses = only_loopback
    return True


def _is_of_use(address: str | tuple[str, int, int]) -> bool:
    if isinstance(address, str):
        return address != LOOPBACK
    # Link-local IPv6 addresses have a scope; aioice does not use them.
    return address[0] != "::1" and address[2] == 0
