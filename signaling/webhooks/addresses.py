"""Which addresses a webhook may lead to: those of the internet, and what the operator lists.

IANA's special-purpose registries, the other way round for IPv6: only global unicast is allowed at
all, less what is special in it. So whatever wraps an IPv4 address (mapped, compatible, NAT64) is
refused without a look inside; 6to4 and Teredo lie in the allowed part and are listed.
"""

import ipaddress
from collections.abc import Iterable, Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_SPECIAL_4 = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",  # the services of Azure's own machines
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
_SPECIAL_6 = tuple(
    ipaddress.IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# The last 64 bits of an ISATAP address begin so, and end with an IPv4 address.
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)


class Addresses:
    """`networks`: what the operator allows beside the internet."""

    def __init__(self, networks: Iterable[str]) -> None:
        self._listed: list[Network] = [
            ipaddress.ip_network(network, strict=False) for network in networks
        ]
        self.has_loopback = any(network.is_loopback for network in self._listed)

    def allow(self, text: str) -> bool:
        """Whether a connection to this address may be made."""
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            return False
        # Listing a wrapper (NAT64, say) does not list all that can be wrapped.
        return all(self._allows(one) for one in (address, *_wrapped(address)))

    def _allows(self, address: Address) -> bool:
        return _is_public(address) or any(
            address.version == network.version and address in network for network in self._listed
        )


def all_loopback(texts: Sequence[str]) -> bool:
    return bool(texts) and all(ipaddress.ip_address(text).is_loopback for text in texts)


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _SPECIAL_4)
    return address in _GLOBAL_6 and not any(address in network for network in _SPECIAL_6)


def _wrapped(address: Address) -> list[Address]:
    """The IPv4 address inside of an IPv6 address, where there may be one."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    low = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    if address in _NAT64 or (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP:
        return [low]
    inner = (address.ipv4_mapped, address.sixtofour)
    return [one for one in inner if one is not None]
