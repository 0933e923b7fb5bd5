"""Websites are registered, renamed and moved: one way, for REST and the command line alike."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from broker.policy import PRESETS
from signaling.auth.accounts import checked_name
from signaling.auth.tokens import new_id
from signaling.errors import BadRequest, UnknownSite
from signaling.store import Store
from signaling.store.sites import Site
from signaling.system import organisation_of
from signaling.web_origin import normal_origin

ORIGINS_MOST = 50


class Registry:
    def __init__(self, store: Store, organisation: str, clock: Callable[[], float]) -> None:
        """`organisation`: of sites for which nothing else is said."""
        self._sites = store.sites
        self._settings = store.settings
        self._organisation = organisation
        self._clock = clock

    async def register(
        self,
        name: str,
        origins: Sequence[str],
        *,
        preset: str = "standard",
        organisation: str | None = None,
    ) -> Site:
        """Raises BadRequest."""
        if preset not in PRESETS:
            raise BadRequest(why=f"a preset is one of {', '.join(PRESETS)}")
        if organisation is None:
            organisation = await organisation_of(self._settings) or self._organisation
        site = Site(
            id=new_id("site"),
            key=new_id("site"),
            name=checked_name(name),
            organisation=organisation and checked_name(organisation),
            origins=_checked_origins(origins),
            policy=PRESETS[preset],
            created_at=self._clock(),
        )
        await self._sites.add(site)
        return site

    async def describe(
        self,
        key: str,
        *,
        name: str | None = None,
        origins: Sequence[str] | None = None,
        organisation: str | None = None,
    ) -> Site:
        """What is None stays. Raises UnknownSite, BadRequest."""
        site = await self.find(key)
        wanted = replace(
            site,
            name=site.name if name is None else checked_name(name),
            origins=site.origins if origins is None else _checked_origins(origins),
            organisation=site.organisation if organisation is None else checked_name(organisation),
        )
        if wanted != site:
            await self._sites.describe(wanted)
        return wanted

    async def find(self, key: str) -> Site:
        """Raises UnknownSite."""
        site = await self._sites.by_key(key)
        if site is None:
            raise UnknownSite
        return site


def _checked_origins(texts: Sequence[str]) -> tuple[str, ...]:
    """As browsers write them, each once."""
    if not 1 <= len(texts) <= ORIGINS_MOST:
        raise BadRequest(why=f"a site has 1 to {ORIGINS_MOST} origins")
    found: dict[str, None] = {}
    for text in texts:
        origin = normal_origin(text)
        if origin is None:
            raise BadRequest(why=f"{text[:100]!r} is not an origin such as https://shop.example")
        found[origin] = None
    return tuple(found)
