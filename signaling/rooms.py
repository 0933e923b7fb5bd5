"""Live conversations: loaded on demand, decided one at a time, durable before anybody hears.

Delivery is somebody else's job (delivery.py): `on_decided` is called inside the room's lock, so
that what is sent keeps the order of what was decided. It hears the room, the events, and the links
that there were before.
"""

import asyncio
import copy
from collections.abc import Callable, Iterator

from msgspec.structs import replace

from broker.commands import AnyCommand, Tick
from broker.conversation import Conversation
from broker.errors import UnknownThing
from broker.links import Link, links
from broker.names import ConversationState, LinkKind
from broker.policy import Policy
from signaling.limits import RelayBudget, SignalBudget
from signaling.messages import AnyEvent
from signaling.peer import Peer
from signaling.store import Conflict, Store
from signaling.store.sites import Site, SiteRules
from signaling.store.writer import Job
from signaling.system import System
from signaling.talk import Talk

# More than this many other nodes deciding at once about one conversation is not a race any more.
TRIES = 5

Links = dict[str, Link]


class Room:
    """A conversation in memory. `watchers`: connected endpoints that see it, by endpoint id.
    `signals`, `relayed`: what each end of a link may still send on it, by link and endpoint; kept
    here, since a WebSocket that reconnects must not begin anew.
    `talk`: who has read how far. `policy`: the one that everybody has been told of.
    `told`: the state that the agents' queues have last heard of; None before the first."""

    def __init__(self, conversation: Conversation, site: Site) -> None:
        self.conversation = conversation
        self.site = site
        self.events: list[AnyEvent] = []
        self.watchers: dict[str, Peer] = {}
        self.links: Links = {}
        self.signals: dict[tuple[str, str], SignalBudget] = {}
        self.relayed: dict[tuple[str, str], RelayBudget] = {}
        self.talk = Talk()
        self.told: ConversationState | None = None
        # Under which everybody has been told what is possible.
        self.policy = conversation.policy
        self.lock = asyncio.Lock()

    @property
    def ended(self) -> bool:
        return self.conversation.conversation_state is ConversationState.ENDED


class Rooms:
    """`resume_seconds` and `system` stand above the sites' policies: the operator sets them for
    all."""

    def __init__(
        self,
        store: Store,
        *,
        resume_seconds: float,
        system: System,
        clock: Callable[[], float],
        on_decided: Callable[[Room, list[AnyEvent], Links], None],
    ) -> None:
        self._store = store
        self._resume_seconds = resume_seconds
        self._system = system
        self._clock = clock
        self._on_decided = on_decided
        self._open: dict[str, Room] = {}
        self._by_link: dict[str, Room] = {}
        self._loading: dict[str, asyncio.Lock] = {}

    def open_rooms_of(self, person: str) -> list[Room]:
        """The conversations in which they take part, ended ones left out."""
        return [room for room in self if room.conversation.may_see(person)]

    def of_link(self, link: str) -> Room | None:
        """Where this link is one of those that should exist now."""
        return self._by_link.get(link)

    def count_links(self, kind: LinkKind) -> int:
        return sum(link.kind is kind for room in self for link in room.links.values())

    def __iter__(self) -> Iterator[Room]:
        return iter(list(self._open.values()))

    def __len__(self) -> int:
        return len(self._open)

    def new(self, conversation: str, site: Site) -> Room:
        """A room for a conversation that is about to begin; `decide` keeps it."""
        return Room(Conversation(conversation, self._policy(site)), site)

    async def get(self, conversation: str) -> Room:
        """Raises UnknownThing. Of an ended conversation everybody gets a copy of their own."""
        if (room := self._open.get(conversation)) is not None:
            return room
        lock = self._loading.setdefault(conversation, asyncio.Lock())
        try:
            async with lock:
                if (room := self._open.get(conversation)) is not None:
                    return room
                room = await self._load(conversation)
                if not room.ended:
                    self._open[conversation] = room
                return room
        finally:
            if self._loading.get(conversation) is lock and not lock.locked():
                del self._loading[conversation]

    async def adopt_rules(self, room: Room, rules: SiteRules) -> Links | None:
        """The room's site has these rules now, below what holds for the whole server. What its
        policy has no more ends, and everybody is told. Returns the links that there were before if
        its policy is another one and nobody has been told so; else None. Raises what `decide`
        raises; then the next call does it."""
        if rules.redaction != room.site.redaction:
            room.site = replace(room.site, redaction=rules.redaction)
        wanted = self._policy(replace(room.site, policy=rules.policy))
        if wanted == room.policy and rules.policy == room.site.policy:
            return None
        # A decision that is under way goes on under the policy that it began with.
        async with room.lock:
            site = replace(room.site, policy=rules.policy)
            room.conversation.policy = wanted
            ended = await self.decide(room, Tick())
            room.site = site
            room.policy = wanted
            before = room.links
            self._link(room)
        return None if ended else before

    async def decide(
        self, room: Room, *commands: AnyCommand, also: Job | None = None
    ) -> list[AnyEvent]:
        """Carry out all `commands` or none. Returns the events, durable and delivered. What `also`
        writes is part of it, even if nothing was left to decide.

        The caller holds `room.lock`. Raises BrokerError when the rules refuse, Conflict or
        StoreUnavailable when the store does, and what `also` raises.
        """
        for _ in range(TRIES):
            conversation = copy.copy(room.conversation)
            decided: list[AnyEvent] = []
            for command in commands:
                events = conversation.handle(command, self._clock())
                for event in events:
                    conversation.apply(event)
                decided += events
            if not decided:
                if also is not None:
                    await self._store.writer.run(also)
                return []
            try:
                await self._store.streams.append(
                    room.site.id, decided, also, keep_words=conversation.policy.keep_transcript
                )
            except Conflict:
                await self._reload(room)
                continue
            self._adopt(room, conversation, decided)
            return decided
        raise Conflict

    def _adopt(self, room: Room, conversation: Conversation, decided: list[AnyEvent]) -> None:
        room.conversation = conversation
        room.events += decided
        before = room.links
        self._link(room)
        if room.ended:
            self._open.pop(room.conversation.id, None)
        else:
            self._open[room.conversation.id] = room
        self._on_decided(room, decided, before)

    def _link(self, room: Room) -> None:
        before, room.links = room.links, links(room.conversation)
        for link in before.keys() - room.links.keys():
            del self._by_link[link]
        room.signals = {end: left for end, left in room.signals.items() if end[0] in room.links}
        room.relayed = {end: left for end, left in room.relayed.items() if end[0] in room.links}
        for link in room.links.keys() - before.keys():
            self._by_link[link] = room

    async def _load(self, conversation: str) -> Room:
        site_id = await self._store.streams.site_of(conversation)
        site = None if site_id is None else await self._store.sites.by_id(site_id)
        if site is None:
            raise UnknownThing(what="conversation")
        room = self.new(conversation, site)
        for event in await self._store.streams.load(conversation):
            room.conversation.apply(event)
            room.events.append(event)
        self._link(room)
        room.told = room.conversation.conversation_state
        return room

    async def _reload(self, room: Room) -> None:
        """Another node was faster: fold what it decided."""
        seen = room.conversation.version
        conversation = copy.copy(room.conversation)
        newer = [
            event for event in await self._store.streams.load(conversation.id) if event.seq > seen
        ]
        for event in newer:
            conversation.apply(event)
        if newer:
            self._adopt(room, conversation, newer)

    def _policy(self, site: Site) -> Policy:
        return self._system.above(replace(site.policy, resume_seconds=self._resume_seconds))
