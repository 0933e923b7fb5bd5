"""Keys that programs call with: shown once, stored as hashes, for the scopes that they were made
for and nothing else.
"""

from collections.abc import Callable, Iterable

import msgspec

from broker.errors import UnknownThing
from signaling.auth.accounts import checked_name
from signaling.auth.scopes import ApiScope
from signaling.auth.tokens import hash_api_key, new_id, new_token
from signaling.errors import BadRequest, UnknownSite
from signaling.store import Store
from signaling.store.api_keys import ApiKey

# So that a key is found wherever it does not belong: in sources, in logs.
MARK = "alk_"
PREFIX_LENGTH = 12
DAY = 86_400.0
DAYS_MOST = 3650


class NewKey(msgspec.Struct, frozen=True):
    """`secret` is what the program sends; nobody can read it again."""

    key: ApiKey
    secret: str


class Keyring:
    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock

    async def add(
        self,
        name: str,
        scopes: Iterable[str],
        *,
        sites: Iterable[str] | None = None,
        days: float | None = None,
    ) -> NewKey:
        """`sites`: keys of sites; None: all. `days`: None: until it is revoked. Raises BadRequest,
        UnknownSite."""
        now = self._clock()
        if days is not None and not 0 < days <= DAYS_MOST:
            raise BadRequest(why=f"a key is good for 1 to {DAYS_MOST} days")
        secret = MARK + new_token()
        key = ApiKey(
            id=new_id("apikey"),
            prefix=secret[:PREFIX_LENGTH],
            name=checked_name(name),
            scopes=_checked_scopes(scopes),
            sites=None if sites is None else await self._checked_sites(sites),
            created_at=now,
            expires_at=None if days is None else now + days * DAY,
        )
        await self._store.api_keys.add(key, hash_api_key(secret))
        return NewKey(key, secret)

    async def all(self) -> list[ApiKey]:
        return await self._store.api_keys.all()

    async def revoke(self, wanted: str) -> None:
        """By id or prefix. Raises UnknownThing."""
        found = [key.id for key in await self.all() if wanted in (key.id, key.prefix)]
        if len(found) != 1 or not await self._store.api_keys.remove(found[0]):
            raise UnknownThing(what="key")

    async def find(self, secret: str) -> ApiKey | None:
        """Whose `secret` this is, if it is good now; that it was used is remembered by the day."""
        if not secret.startswith(MARK):
            return None
        key = await self._store.api_keys.find(hash_api_key(secret))
        now = self._clock()
        if key is None or (key.expires_at is not None and key.expires_at <= now):
            return None
        today = now - now % DAY
        if key.used_on is None or key.used_on < today:
            await self._store.api_keys.used(key.id, today)
        return key

    async def _checked_sites(self, sites: Iterable[str]) -> frozenset[str]:
        wanted = frozenset(sites)
        if not wanted:
            raise BadRequest(why="a key for no site is for nothing")
        for site in wanted:
            if await self._store.sites.by_key(site) is None:
                raise UnknownSite
        return wanted


def _checked_scopes(scopes: Iterable[str]) -> frozenset[ApiScope]:
    wanted = set(scopes)
    unknown = sorted(wanted - set(ApiScope))
    if unknown or not wanted:
        known = ", ".join(ApiScope)
        raise BadRequest(why=f"the scopes of a key are one or more of {known}")
    return frozenset(ApiScope(scope) for scope in wanted)
