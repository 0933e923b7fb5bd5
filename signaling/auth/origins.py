"""Which web origins may talk to the server, and as what (RFC 6454)."""

import time

from signaling.config import Settings
from signaling.store.sites import Site, Sites
from signaling.web_origin import normal_origin

# A change by the command line takes effect within this time.
SECONDS_KEPT = 1.0
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class Origins:
    """The broker's own origins, and those of all sites."""

    def __init__(self, settings: Settings, sites: Sites) -> None:
        self.own = _own(settings)
        self._sites = sites
        self._kept: list[Site] = []
        self._kept_until = 0.0

    def forget(self) -> None:
        """The sites have changed: look again, at once."""
        self._kept_until = 0.0

    async def site(self, key: str) -> Site | None:
        return next((site for site in await self._all() if site.key == key), None)

    async def by_id(self, site: str) -> Site | None:
        return next((one for one in await self._all() if one.id == site), None)

    async def allows(self, site: str, origin: str) -> bool:
        """Whether pages of `origin` may act as customers of this site."""
        return any(one.id == site and origin in one.origins for one in await self._all())

    async def with_pages_of(self, origin: str) -> list[Site]:
        return [site for site in await self._all() if origin in site.origins]

    async def is_known(self, origin: str | None) -> bool:
        """Whether anybody at all may come from there. Exact comparison: no suffixes, no null."""
        if origin is None:
            return False
        return origin in self.own or any(origin in site.origins for site in await self._all())

    async def _all(self) -> list[Site]:
        now = time.monotonic()
        if now >= self._kept_until:
            self._kept = await self._sites.all()
            self._kept_until = now + SECONDS_KEPT
        return self._kept


def _own(settings: Settings) -> frozenset[str]:
    if settings.public_url:
        own = normal_origin(settings.public_url)
        return frozenset() if own is None else frozenset({own})
    hosts = _LOOPBACK if settings.host in (*_LOOPBACK, "0.0.0.0", "::") else (settings.host,)
    found = (normal_origin(f"http://{host}:{settings.port}") for host in hosts)
    return frozenset(origin for origin in found if origin is not None)
