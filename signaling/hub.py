"""The middle of the server: endpoints come and go, requests become decisions.

Every request passes `_room`, the one gate: what somebody may not see does not exist for them.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from broker import commands
from broker.errors import (
    BrokerError,
    MediaNotConsented,
    NotAllowed,
    NotPermitted,
    UnknownThing,
    WrongState,
)
from broker.events import Person
from broker.links import PageLink
from broker.names import ConversationState, Permission, Reason, Role
from broker.permitting import ACTS
from broker.state import Endpoint
from signaling.auth.tokens import hash_token, new_token
from signaling.codes import SessionCodes
from signaling.config import Settings
from signaling.deadlines import Deadlines
from signaling.delivery import Delivery
from signaling.errors import NotSignedIn, PeerAbsent
from signaling.ice import Ice
from signaling.invitations import Invitations
from signaling.messages import (
    AnyEvent,
    CloseCode,
    Ready,
    RefreshLink,
    ReportLink,
    SaySeen,
    SayTyping,
)
from signaling.metrics import Metrics
from signaling.peer import Peer
from signaling.presence import Presence
from signaling.relay import count, own_link
from signaling.rooms import Links, Room, Rooms, staff_in
from signaling.sealed_relay import SealedRelay
from signaling.site_watch import SiteWatch
from signaling.staff_news import StaffNews
from signaling.staff_rights import Rights, StaffRights
from signaling.staff_watch import StaffWatch
from signaling.store import Conflict, Store, StoreUnavailable
from signaling.store.doors import Ticket, TicketKind
from signaling.store.facts import LinkReport
from signaling.store.writer import Job
from signaling.system import System
from signaling.tasks import end, own
from signaling.transitions import log_transitions
from signaling.views import redaction_view

log = structlog.get_logger()

# After the store has refused, a deadline is tried again this much later.
RETRY_SECONDS = 1.0


class Hub:
    """`start` before the first peer; `stop` closes all of them."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        codes: SessionCodes,
        metrics: Metrics,
        system: System,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.store = store
        self.system = system
        self.codes = codes
        self.clock = clock
        self.presence = Presence()
        self._settings = settings
        self._metrics = metrics
        self._delivery = Delivery(self.presence, Ice(settings), clock)
        self.staff_rights = StaffRights(store)
        self.rooms = Rooms(
            store,
            staff=self.staff_rights,
            resume_seconds=settings.resume_seconds,
            system=system,
            clock=clock,
            on_decided=self._decided,
        )
        self.invitations = Invitations(store, self.rooms, settings, clock)
        self._staff_news = StaffNews(self.presence, self.rooms, self.staff_rights)
        self.sealed_relay = SealedRelay(self.rooms, settings, metrics)
        metrics.count_links(self.rooms.count_links)
        metrics.count_conversations(self.rooms.count_conversations)
        self._deadlines = Deadlines(clock, self._due)
        self.site_watch = SiteWatch(store, self.presence, self.rooms, system, self._policy_changed)
        self.staff_watch = StaffWatch(
            store,
            self.presence,
            self.rooms,
            self.staff_rights,
            self.sign_out,
            self.end_sign_in,
            self._permitted_anew,
            clock,
        )
        self._timers: list[asyncio.Task[Any]] = []
        self._beginning: set[str] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._stopping = False

    async def start(self) -> None:
        """Load what is open. Whoever was connected when the server went away has lost only the
        WebSocket, and may resume; sessions and consent are as they were."""
        await self.system.load()
        await self.store.doors.limit_resume(self.clock() + self._settings.resume_seconds)
        await self.store.sites.erase_ended()
        opened = await self.store.streams.open_conversations()
        await asyncio.gather(*(self._recover(conversation) for conversation in opened))
        self._timers = [
            own(self._deadlines.run(), "deadlines"),
            own(self.site_watch.run(), "site watch"),
            own(self.staff_watch.run(), "staff watch"),
            own(self._staff_news.run(), "staff news"),
        ]
        log.info("hub.started", conversations=len(self.rooms))

    async def stop(self) -> None:
        """As a crash would leave it: whoever is connected now may resume after the restart."""
        self._stopping = True
        for peer in self.presence.all():
            peer.close(CloseCode.GOING_AWAY)
        await end(*self._timers)
        log.info("hub.stopped")

    async def attach(self, peer: Peer, hello_id: str) -> None:
        """Let an endpoint in: it is told all that it may know, in one `ready`. Raises NotSignedIn
        for an agent who signed out between the upgrade and `hello`."""
        old = self.presence.add(peer)
        if old is not None:
            for room in self.rooms:
                room.watchers.pop(old.endpoint, None)
            old.close(CloseCode.REPLACED)
        if peer.person.role.is_staff:
            await self.staff_rights.learn([peer.person.id])
        ticket = new_token()
        kept = Ticket(
            kind=TicketKind.RESUME,
            endpoint=peer.endpoint,
            endpoint_kind=peer.kind,
            person=peer.person,
            site=peer.site,
            sign_in=peer.sign_in,
            expires_at=self.clock() + self._settings.sign_in_seconds,
        )
        await asyncio.gather(
            self.store.doors.add_ticket(hash_token(ticket), kept),
            *(self._enter(room, peer) for room in self.rooms.open_rooms_of(peer.person.id)),
        )
        assert peer.introduction is not None
        is_agent = peer.person.role.is_staff
        if is_agent and not await self.store.sign_ins.is_alive(peer.sign_in, self.clock()):
            # Asked after `presence.add`: signing out either finds this peer there, or comes first.
            peer.close(CloseCode.SIGNED_OUT)
            raise NotSignedIn
        # Read last: what the site watch finds later is news.
        site = None if is_agent else await self.store.sites.by_id(peer.site)
        redaction = None if site is None else site.redaction
        peer.begin(
            Ready(
                id=hello_id,
                endpoint=peer.endpoint,
                person=peer.person,
                resume_ticket=ticket,
                conversations=peer.introduction.conversations,
                queue=self._delivery.queue(self.rooms, peer.person) if is_agent else [],
                links=peer.introduction.links,
                redaction=None if redaction is None else redaction_view(redaction),
            )
        )
        peer.redaction = redaction
        if is_agent:
            self._staff_news.welcome(peer)
        log.debug("endpoint.attached", endpoint=peer.endpoint, person=peer.person.id)

    async def detach(self, peer: Peer) -> None:
        """The WebSocket of `peer` is gone: tell the others now, and let it resume for a while."""
        was_current = self.presence.remove(peer)
        for room in self.rooms:
            if room.watchers.get(peer.endpoint) is peer:
                del room.watchers[peer.endpoint]
        if not was_current or self._stopping:
            return
        self._staff_news.parted(peer)
        log.debug("endpoint.detached", endpoint=peer.endpoint, code=peer.close_code)
        left_for_good = peer.close_code == CloseCode.SIGNED_OUT
        resume_until = 0.0 if left_for_good else self.clock() + self._settings.resume_seconds
        kind = commands.CloseEndpoint if left_for_good else commands.LoseEndpoint
        command = kind(by=peer.person, endpoint=peer.endpoint)
        try:
            await asyncio.gather(
                self.store.doors.limit_resume(resume_until, peer.endpoint),
                *(
                    self.decide(room, command)
                    for room in self.rooms
                    if peer.endpoint in room.conversation.endpoints
                ),
            )
        except (Conflict, StoreUnavailable):
            # The next start finds it connected to nothing, and marks it lost.
            log.exception("endpoint.detach_failed", endpoint=peer.endpoint)

    async def sign_out(self, person: str) -> None:
        """Close all windows of an agent for good, also those that could still resume, and those
        that hold a ticket and are not here yet. The sign-in itself must be gone already."""
        await self.store.doors.drop_tickets(person)
        for peer in self.presence.of_person(person):
            peer.close(CloseCode.SIGNED_OUT)
        rooms = self.rooms.open_rooms_of(person)
        # All at once: before those that close say in each of them that the agent is gone.
        await asyncio.gather(*(self._sign_out_of(room, person) for room in rooms))

    async def end_sign_in(self, sign_in: str) -> None:
        """Close the windows of one sign-in for good; others of the same agent stay. It must be gone
        already."""
        await self.store.doors.drop_tickets_of(sign_in)
        for peer in self.presence.staff():
            if peer.sign_in == sign_in:
                peer.close(CloseCode.SIGNED_OUT)

    def staff(self, person: str) -> Peer:
        """A console of this agent's. Raises PeerAbsent while they have none, and for all others."""
        for peer in self.presence.of_person(person):
            if peer.person.role.is_staff:
                return peer
        raise PeerAbsent

    def note_refusal(self, peer: Peer, refusal: BrokerError) -> None:
        """`refusal` is the answer to a request of `peer`."""
        self._metrics.refusals.labels(refusal.code).inc()
        if isinstance(refusal, MediaNotConsented):
            # Clients of ours never try: it is an attack, or a bug.
            log.warning("media.refused", endpoint=peer.endpoint, person=peer.person.id)

    async def room(self, peer: Peer, conversation: str, *, to_accept: bool = False) -> Room:
        """The one gate. Raises UnknownThing for what does not exist and for what is none of the
        asker's business alike; `to_accept`: agents see the queue. A supervisor's business is all
        that is open. Of sites that they do not serve, staff see nothing."""
        room = await self.rooms.get(conversation)
        role = peer.person.role
        if role.is_staff and not room.conversation.permits(peer.person.id):
            raise UnknownThing(what="conversation")
        is_invited = role is Role.SUPERVISOR or (to_accept and role.is_staff)
        if not is_invited and not room.conversation.may_see(peer.person.id):
            raise UnknownThing(what="conversation")
        return room

    def refresh(self, peer: Peer, wish: RefreshLink, now: float) -> None:
        """Tell `peer` of a link of its own anew, with credentials that last. `now` is monotonic.
        Raises NoSuchLink, TooManySignals."""
        room, link = own_link(self.rooms.of_link(wish.link), peer, wish)
        count(room, peer, wish, now)
        self._delivery.refresh(room, link, peer)

    async def report(self, peer: Peer, wish: ReportLink, now: float) -> None:
        """Count how a link of an agent's came about. `now` is monotonic. Raises NoSuchLink,
        TooManySignals, NotAllowed for all but the console at its end."""
        room, link = own_link(self.rooms.of_link(wish.link), peer, wish)
        if not peer.person.role.is_staff:
            raise NotAllowed(role=peer.person.role, act="report on a link")
        count(room, peer, wish, now)
        report = LinkReport(
            link=link.id,
            conversation=link.conversation,
            session=link.session if isinstance(link, PageLink) else "",
            site=room.site.id,
            agent=peer.person.id,
            kind=link.kind,
            at=self.clock(),
            path=wish.path,
            cause=wish.cause,
            picture=wish.picture,
        )
        await self.store.facts.report(report)

    async def say_typing(self, peer: Peer, wish: SayTyping, now: float) -> None:
        """Tell the others that `peer` writes. `now` is monotonic. Raises TooSoon and as `_talking`
        does."""
        room = await self._talking(peer, wish.conversation)
        if peer.person.role.is_staff:
            if Permission.CHAT not in room.conversation.permits(peer.person.id):
                raise NotPermitted(who="This account", act=ACTS[Permission.CHAT])
        room.talk.count_typing(peer.person.id, now)
        self._delivery.tell_typing(room, peer, wish.typing)

    async def say_seen(self, peer: Peer, wish: SaySeen) -> None:
        """Tell everybody how far `peer` has read. Raises UnknownThing for what has not happened,
        and as `_talking` does."""
        room = await self._talking(peer, wish.conversation)
        if room.talk.see(room.events, peer, wish.seq):
            self._delivery.tell_marks(room, room.watchers.values())

    @contextmanager
    def beginning(self, customer: Person) -> Iterator[None]:
        """A customer has one open conversation at most, however many windows she starts it in.
        Raises WrongState when another one is being started."""
        if customer.id in self._beginning:
            raise WrongState(what="conversation", state=ConversationState.QUEUED)
        self._beginning.add(customer.id)
        try:
            yield
        finally:
            self._beginning.discard(customer.id)

    async def decide(
        self, room: Room, *wanted: commands.AnyCommand, also: Job | None = None
    ) -> list[AnyEvent]:
        """As Rooms.decide, with the room's lock."""
        async with room.lock:
            return await self.rooms.decide(room, *wanted, also=also)

    async def _talking(self, peer: Peer, conversation: str) -> Room:
        """One that `peer` takes part in. Raises UnknownThing, also for a supervisor who only may
        look, and WrongState when it has ended."""
        room = await self.room(peer, conversation)
        if not room.conversation.may_see(peer.person.id):
            raise UnknownThing(what="conversation")
        if room.ended:
            raise WrongState(what="conversation", state=ConversationState.ENDED)
        return room

    async def _put_back(self, room: Room, person: str) -> None:
        """The owner leaves: the customer waits for another agent."""
        owner, phase = room.conversation.owner, room.conversation.conversation_state
        if owner is None or owner.id != person or phase is not ConversationState.ACTIVE:
            return
        await self.decide(room, commands.RequeueConversation(by=owner, reason=Reason.SIGNED_OUT))

    async def _sign_out_of(self, room: Room, person: str) -> None:
        await self._put_back(room, person)
        for endpoint in list(room.conversation.endpoints.values()):
            if endpoint.person.id == person:
                command = commands.CloseEndpoint(by=endpoint.person, endpoint=endpoint.id)
                await self.decide(room, command)

    async def _enter(self, room: Room, peer: Peer) -> None:
        command = commands.OpenEndpoint(
            by=peer.person,
            endpoint=peer.endpoint,
            kind=peer.kind,
            session=peer.session,
            pane=peer.pane,
            key=peer.signing_key,
        )
        async with room.lock:
            try:
                await self.rooms.decide(room, command)
            except BrokerError:
                # It has ended while this endpoint was on its way in.
                return
            if peer.endpoint not in room.watchers:
                self._delivery.introduce(room, peer)

    def _policy_changed(self, room: Room, before: Links) -> None:
        """Nothing was decided, but what is waited for may last longer or shorter now."""
        self._delivery.tell_state(room, before)
        self._deadlines.set(room.conversation.id, room.conversation.next_deadline())

    async def _permitted_anew(self, before: dict[str, Rights]) -> None:
        """These agents may do something else now. Whatever ends by it has ended when this
        returns."""
        await asyncio.gather(
            *(
                self._adopt_permits(room)
                for room in self.rooms
                if not staff_in(room.conversation).isdisjoint(before)
            )
        )
        for agent, rights in before.items():
            for peer in self.presence.of_person(agent):
                self._delivery.tell_queue_anew(self.rooms, peer, rights)
        self._staff_news.permitted_anew()

    async def _adopt_permits(self, room: Room) -> None:
        before = await self.rooms.adopt_permits(room)
        if before is not None:
            self._policy_changed(room, before)

    async def _recover(self, conversation: str) -> None:
        try:
            room = await self.rooms.get(conversation)
        except StoreUnavailable:
            raise
        except Exception:
            # A damaged stream must not keep all others from coming back.
            log.exception("conversation.unreadable", conversation=conversation)
            return
        lost = [
            commands.LoseEndpoint(by=endpoint.person, endpoint=endpoint.id)
            for endpoint in room.conversation.endpoints.values()
            if endpoint.present
        ]
        await self.decide(room, *lost, commands.Tick())
        self._deadlines.set(conversation, room.conversation.next_deadline())

    async def _due(self, conversation: str) -> None:
        try:
            room = await self.rooms.get(conversation)
            await self.decide(room, commands.Tick())
        except Exception:
            # One conversation that cannot be decided must not stop the clock for all others.
            log.exception("deadline.failed", conversation=conversation)
            self._deadlines.set(conversation, self.clock() + RETRY_SECONDS)
        else:
            self._deadlines.set(conversation, room.conversation.next_deadline())

    def _decided(self, room: Room, decided: list[AnyEvent], before: Links) -> None:
        self._metrics.decided(decided)
        self._delivery.deliver(room, decided, before)
        self._staff_news.decided(decided)
        self._deadlines.set(room.conversation.id, room.conversation.next_deadline())
        log_transitions(decided)
        for endpoint in room.conversation.endpoints.values():
            if endpoint.present and self.presence.peer(endpoint.id) is None:
                self._lose(room, endpoint)

    def _lose(self, room: Room, endpoint: Endpoint) -> None:
        """Its WebSocket went away while it was being let in."""
        command = commands.LoseEndpoint(by=endpoint.person, endpoint=endpoint.id)
        task = own(self.decide(room, command), f"lose {endpoint.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
