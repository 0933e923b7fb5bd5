"""The data owner's gate: what a headless customer has allowed with her own hand.

Nothing that the server says opens this gate by itself. A grant counts only if it answers her own
Allow, or comes with the answer to her own start; each Allow counts once, and a grant number that
is not higher than all before is a replay. Everything that the server says can close it.

    Nothing ── allowed(request) + scope.granted ─> Live ── pause() ──> Held
            ── started() ───────────────────────>      <─ resume() ──
    Live, Held ── stop(), or an event or a state in which the grant is over ──> Nothing
"""

from dataclasses import dataclass
from typing import assert_never

from signaling.messages import (
    AnyEvent,
    ConsentState,
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
class Grant:
    """`to`: the one person it is for; None: every agent in the session. `seq`: states before this
    one know nothing of it yet."""

    conversation: str
    session: str
    number: int
    to: str | None
    seq: int


@dataclass(frozen=True)
class Nothing:
    pass


@dataclass(frozen=True)
class Live:
    grant: Grant


@dataclass(frozen=True)
class Held:
    """Paused: the grant is there, and nothing flows."""

    grant: Grant


Consent = Nothing | Live | Held


class ViewConsent:
    """Pure: no clock, no I/O. Feed it her acts and everything that the server says."""

    def __init__(self) -> None:
        self.state: Consent = Nothing()
        self._allowed: set[tuple[str, str]] = set()
        self._highest: dict[str, int] = {}
        self._last_seq: dict[str, int] = {}

    @property
    def session(self) -> str | None:
        """The session for which she holds a grant, paused or not."""
        grant = self._grant()
        return None if grant is None else grant.session

    # --- her own acts -------------------------------------------------------------------------

    def allowed(self, conversation: str, request: str) -> None:
        """She pressed Allow; the grant follows as an event."""
        self._allowed.add((conversation, request))

    def withdrawn(self, conversation: str, request: str) -> None:
        """Her Allow did not go through."""
        self._allowed.discard((conversation, request))

    def started(self, conversation: str, session: str, number: int) -> None:
        """She started to share, and this is the answer to that very request."""
        self._open(Grant(conversation, session, number, to=None, seq=0))

    def stop(self) -> None:
        """Works at once, whatever the server says or does not say."""
        self.state = Nothing()
        self._allowed.clear()

    def pause(self) -> None:
        if isinstance(self.state, Live):
            self.state = Held(self.state.grant)

    def resume(self) -> None:
        if isinstance(self.state, Held):
            self.state = Live(self.state.grant)

    # --- what the server says -----------------------------------------------------------------

    def apply(self, event: AnyEvent) -> None:
        """Each event counts once, however often it is told (as the timeline of a resume is)."""
        if event.seq <= self._last_seq.get(event.conversation, 0):
            return
        self._last_seq[event.conversation] = event.seq
        match event:
            case ScopeGranted(scope=Scope.VIEW):
                self._granted(event)
            case ScopeRevoked() | ScopeReleased() | ScopeExpired():
                if event.scope is Scope.VIEW and event.grant is not None:
                    self._end_if(event.conversation, number=event.grant)
            case SessionEnded():
                self._end_if(event.conversation, session=event.session)
            case ConversationEnded():
                self._end_if(event.conversation)
            case SessionPaused():
                if (grant := self._grant()) and grant.session == event.session:
                    self.pause()
            case _:
                pass

    def observe(self, state: ConversationView) -> None:
        """A state in which the grant is over closes the gate; no state opens it."""
        grant = self._grant()
        if grant is None or grant.conversation != state.conversation or state.seq < grant.seq:
            return
        session = state.session
        if session is None or session.session != grant.session:
            self.stop()
            return
        view = session.scopes.get(Scope.VIEW)
        if (
            session.state is SessionState.ENDED
            or view is None
            or view.state is not ConsentState.GRANTED
            or view.grant != grant.number
        ):
            self.stop()

    # --- the question -------------------------------------------------------------------------

    def permits(self, link: PageLinkView) -> bool:
        """Whether a link may be made, and whether anything may be sent on it, now."""
        match self.state:
            case Nothing() | Held():
                return False
            case Live(grant):
                return (
                    link.conversation == grant.conversation
                    and link.session == grant.session
                    and link.grant == grant.number
                    and link.peer.role is not Role.CUSTOMER
                    and grant.to in (None, link.peer.id)
                )
            case _:
                assert_never(self.state)

    def _granted(self, event: ScopeGranted) -> None:
        request = (event.conversation, event.request or "")
        if request in self._allowed and event.session is not None:
            self._allowed.discard(request)
            self._open(Grant(event.conversation, event.session, event.grant, event.to, event.seq))

    def _open(self, grant: Grant) -> None:
        if grant.number > self._highest.get(grant.conversation, 0):
            self._highest[grant.conversation] = grant.number
            self.state = Live(grant)

    def _grant(self) -> Grant | None:
        return None if isinstance(self.state, Nothing) else self.state.grant

    def _end_if(
        self, conversation: str, *, session: str | None = None, number: int | None = None
    ) -> None:
        grant = self._grant()
        if grant is None or grant.conversation != conversation:
            return
        if session in (None, grant.session) and number in (None, grant.number):
            self.stop()
