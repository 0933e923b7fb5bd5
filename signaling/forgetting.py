"""A customer is forgotten: what goes on with her ends, then all of her is erased
(store/erasure.py). One way, for REST and the command line alike."""

from collections.abc import Callable

from broker.commands import EndConversation
from broker.errors import UnknownThing
from signaling.rooms import Rooms, operator
from signaling.store import Store
from signaling.store.erasure import Erased


class Forgetting:
    """`close_pages` closes what a person has open here."""

    def __init__(
        self,
        store: Store,
        rooms: Rooms,
        clock: Callable[[], float],
        close_pages: Callable[[str], None],
    ) -> None:
        self._store = store
        self._rooms = rooms
        self._clock = clock
        self._close_pages = close_pages

    async def forget(self, customer: str, *, keep_audit: bool = False) -> Erased:
        """`keep_audit`: the ids in the audit log stay, as proof of what she allowed. Raises
        UnknownThing when nothing of her is there."""
        found = await self._store.erasure.of_customer(customer)
        if not found.is_known and not found.conversations:
            raise UnknownThing(what="customer")
        # First, so that she comes back as somebody new.
        await self._store.erasure.forget(customer)
        for conversation in found.conversations:
            await self._end(conversation)
        self._close_pages(customer)
        # Once more: what she began while the others ended.
        found = await self._store.erasure.of_customer(customer)
        for conversation in found.conversations:
            await self._end(conversation)
        return await self._store.erasure.erase(
            customer, found.conversations, self._clock(), keep_audit=keep_audit
        )

    async def _end(self, conversation: str) -> None:
        room = await self._rooms.get(conversation)
        async with room.lock:
            if not room.ended:
                await self._rooms.decide(room, EndConversation(by=operator(room.site)))
