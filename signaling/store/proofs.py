"""What other providers prove: whose identity belongs to which account, who is at the provider's
now, and which proofs have been used.
"""

import msgspec
from sqlalchemy import bindparam, delete, insert, select

from signaling.store.engine import Database
from signaling.store.tables import identities, provider_flows, spent_tokens
from signaling.store.writer import Conflict, Writer

_OWNER = select(identities.c.agent).where(
    identities.c.issuer == bindparam("issuer"), identities.c.subject == bindparam("subject")
)
_TAKE_FLOW = (
    delete(provider_flows)
    .where(provider_flows.c.hash == bindparam("wanted"))
    .returning(provider_flows)
)


class Identity(msgspec.Struct, frozen=True):
    """Somebody, as the provider `issuer` knows them."""

    issuer: str
    subject: str


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who has been sent to the provider. `browser`: the hash of what its cookie holds."""

    browser: bytes
    nonce: str
    verifier: str
    expires_at: float


class Proofs:
    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def owner(self, identity: Identity) -> str | None:
        """The id of the account."""
        values = msgspec.structs.asdict(identity)
        return await self._database.read(lambda c: c.execute(_OWNER, values).scalar_one_or_none())

    async def link(self, identity: Identity, agent: str, now: float) -> None:
        """Raises Conflict where it is linked already."""
        values = msgspec.structs.asdict(identity) | {"agent": agent, "since": now}
        await self._writer.run(lambda c: c.execute(insert(identities), values))

    async def begin(self, state: bytes, flow: Flow) -> None:
        values = msgspec.structs.asdict(flow) | {"hash": state}
        await self._writer.run(lambda c: c.execute(insert(provider_flows), values))

    async def take(self, state: bytes, now: float) -> Flow | None:
        """Once; None when there is none, or too late."""
        row = await self._writer.run(
            lambda c: c.execute(_TAKE_FLOW, {"wanted": state}).one_or_none()
        )
        if row is None or row.expires_at <= now:
            return None
        return Flow(
            browser=row.browser,
            nonce=row.nonce,
            verifier=row.verifier,
            expires_at=row.expires_at,
        )

    async def spend(self, token: bytes, expires_at: float) -> bool:
        """Whether this is the first time; `expires_at`: when it is too old anyway."""
        values = {"hash": token, "expires_at": expires_at}
        try:
            await self._writer.run(lambda c: c.execute(insert(spent_tokens), values))
        except Conflict:
            return False
        return True
