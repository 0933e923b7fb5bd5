"""The gate of remote control: what a headless customer has allowed with her own hand.

As with the view (media/consent.py), nothing that the server says opens it by itself: a grant counts
only if it answers an act of hers, each act counts once, and a number that is not higher than all
before is a replay. Everything that the server says can close it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from media.mirror.page import Tag
from signaling.messages import (
    AnyEvent,
    ConsentState,
    ControlLimit,
    ConversationEnded,
    ConversationView,
    PageLinkView,
    Role,
    Scope,
    ScopeExpired,
    ScopeGranted,
    ScopeReleased,
    ScopeRevoked,
    SessionEnded,
    SessionPaused,
    SessionState,
)


@dataclass(frozen=True)
class Limits:
    """What she allows less than all. `region`: with `limit` REGION."""

    limit: ControlLimit | None = None
    region: Tag | None = None


@dataclass(frozen=True)
class Control:
    """`to`: the one person it is for; None: every agent who sees the page. `seq`: states before
    this one know nothing of it yet. `included`: it came with the view."""

    conversation: str
    session: str
    number: int
    to: str | None
    seq: int
    limits: Limits
    survives_load: bool
    included: bool


class ControlConsent:
    """Pure: no clock, no I/O. Feed it her acts and everything that the server says."""

    def __init__(self) -> None:
        self.control: Control | None = None
        self._allowed: dict[tuple[str, str], Limits] = {}
        # Conversations in which control comes unasked, by her own act; for this person, or for all.
        self._given: dict[str, str | None] = {}
        self._held = False
        self._highest: dict[str, int] = {}
        self._last_seq: dict[str, int] = {}

    # --- her own acts -------------------------------------------------------------------------

    def allowed(self, conversation: str, request: str, limits: Limits) -> None:
        """She pressed Allow; the grant follows as an event."""
        self._allowed[conversation, request] = limits

    def withdrawn(self, conversation: str, request: str) -> None:
        """Her Allow did not go through."""
        self._allowed.pop((conversation, request), None)

    def gave(self, conversation: str, to: str | None) -> None:
        """She gave it to `to`, or did what it comes with (to all); the grant follows."""
        self._given[conversation] = to

    def kept(self, conversation: str) -> None:
        """What she gave did not go through."""
        self._given.pop(conversation, None)

    def pause(self) -> None:
        """Control is off in a pause; what had come with the view comes back with it."""
        held = self.control
        self.stop()
        self._held = held is not None and held.included

    def resumed(self, conversation: str) -> None:
        """The view goes on, by her own act."""
        if self._held:
            self.gave(conversation, None)

    def again(self, events: Iterable[AnyEvent]) -> None:
        """What was told before her act was known to have gone through."""
        for event in events:
            if isinstance(event, ScopeGranted) and event.scope is Scope.CONTROL:
                self._granted(event)

    def stop(self) -> None:
        """Works at once, whatever the server says or does not say."""
        self.control = None
        self._held = False
        self._allowed.clear()
        self._given.clear()

    def loaded(self) -> None:
        """She is on another page now."""
        if self.control is not None and not self.control.survives_load:
            self.stop()

    # --- what the server says -----------------------------------------------------------------

    def apply(self, event: AnyEvent) -> None:
        """Each event counts once, however often it is told (as the timeline of a resume is)."""
        if event.seq <= self._last_seq.get(event.conversation, 0):
            return
        self._last_seq[event.conversation] = event.seq
        match event:
            case ScopeGranted(scope=Scope.CONTROL):
                self._granted(event)
            case ScopeRevoked() | ScopeReleased() | ScopeExpired():
                if self._is(event.conversation) and self._ends(event.scope, event.grant):
                    self.stop()
            case SessionPaused():
                if self._is(event.conversation):
                    self.pause()
            case SessionEnded() | ConversationEnded():
                if self._is(event.conversation):
                    self.stop()
            case _:
                pass

    def observe(self, state: ConversationView) -> None:
        """A state in which the grant is over closes the gate; no state opens it."""
        control = self.control
        if control is None or not self._is(state.conversation) or state.seq < control.seq:
            return
        session = state.session
        if session is None or session.session != control.session:
            self.stop()
            return
        scope = session.scopes.get(Scope.CONTROL)
        if (
            session.state is SessionState.ENDED
            or scope is None
            or scope.state is not ConsentState.GRANTED
            or scope.grant != control.number
        ):
            self.stop()

    # --- the question -------------------------------------------------------------------------

    def permits(self, link: PageLinkView, number: int) -> Control | None:
        """The grant under which input that names `number` may be carried out, now. Whether the
        link itself may carry anything is for the view to say."""
        control = self.control
        if (
            control is None
            or number != control.number
            or link.conversation != control.conversation
            or link.session != control.session
            or link.peer.role in (Role.CUSTOMER, Role.GUEST)
            or control.to not in (None, link.peer.id)
        ):
            return None
        return control

    def _granted(self, event: ScopeGranted) -> None:
        limits = self._limits_of(event)
        if event.session is None or limits is None:
            return
        if event.grant <= self._highest.get(event.conversation, 0):
            return
        self._highest[event.conversation] = event.grant
        self.control = Control(
            conversation=event.conversation,
            session=event.session,
            number=event.grant,
            to=event.to,
            seq=event.seq,
            limits=limits,
            survives_load=event.survives_load,
            included=event.request is None,
        )

    def _limits_of(self, event: ScopeGranted) -> Limits | None:
        """Those of the act of hers that `event` answers; None if there is none."""
        if event.request is not None:
            # Hers, whatever limit the server tells.
            return self._allowed.pop((event.conversation, event.request), None)
        if event.conversation not in self._given:
            return None
        to = self._given.pop(event.conversation)
        return Limits() if to in (None, event.to) else None

    def _is(self, conversation: str) -> bool:
        return self.control is not None and self.control.conversation == conversation

    def _ends(self, scope: Scope, grant: int | None) -> bool:
        if scope is Scope.VIEW:
            return grant is not None
        return self.control is not None and scope is Scope.CONTROL and grant == self.control.number
