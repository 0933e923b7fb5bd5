"""The gate of calls at one end: what its person has asked for, or allowed, with their own hand.

As with the view (media/consent.py), nothing that the server says opens it by itself. A grant counts
only if it answers a question that was asked, or allowed, here; each act counts once, and a number
that is not higher than all before is a replay. Everything that the server says can close it.
"""

from dataclasses import dataclass

from signaling.messages import (
    AnyEvent,
    ConsentState,
    ConversationEnded,
    ConversationView,
    MediaSlot,
    Scope,
    ScopeExpired,
    ScopeGranted,
    ScopeReleased,
    ScopeRevoked,
    SessionEnded,
    SessionPaused,
    SessionResumed,
)

CALL = frozenset({Scope.VOICE, Scope.VIDEO})
# Those that belong to the conversation, with or without a session.
OF_CONVERSATION = CALL | {Scope.DOCUMENT}
SCOPES = OF_CONVERSATION | {Scope.SCREEN}

SCOPE_OF = {
    MediaSlot.VOICE: Scope.VOICE,
    MediaSlot.CAMERA: Scope.VIDEO,
    MediaSlot.SCREEN: Scope.SCREEN,
    MediaSlot.SOUND: Scope.SCREEN,
}

Key = tuple[str, Scope]  # conversation, scope


@dataclass(frozen=True)
class Grant:
    """`seq`: states before this one know nothing of it yet."""

    number: int
    seq: int


class CallLedger:
    """Pure: no clock, no I/O. Feed it the acts of its person and everything that the server says.

    `unasked`: scopes that need no act here, because nothing is sent for them (the screen, at a
    console)."""

    def __init__(self, unasked: frozenset[Scope] = frozenset()) -> None:
        self._unasked = unasked
        self._grants: dict[Key, Grant] = {}
        self._acts: dict[tuple[str, str], Scope] = {}
        self._joined: set[str] = set()
        self._highest: dict[str, int] = {}
        self._last_seq: dict[str, int] = {}
        # Video that has just been granted: voice may come with it, as the very next event.
        self._with_video: tuple[str, int] | None = None
        self._paused: set[str] = set()
        self._paused_here = False

    # --- the question -------------------------------------------------------------------------

    def permits(self, conversation: str, slot: MediaSlot) -> bool:
        """Whether anything may be sent, or shown, in `slot` now."""
        if self._paused_here or conversation in self._paused:
            return False
        return (conversation, SCOPE_OF[slot]) in self._grants

    def permits_document(self, conversation: str) -> bool:
        """Whether a document may flow now, either way."""
        if self._paused_here or conversation in self._paused:
            return False
        return (conversation, Scope.DOCUMENT) in self._grants

    def grant(self, conversation: str, scope: Scope) -> int | None:
        """The number of the live grant, paused or not."""
        grant = self._grants.get((conversation, scope))
        return None if grant is None else grant.number

    def holds(self, scope: Scope) -> bool:
        """Whether any grant of `scope` is live, paused or not."""
        return any(granted is scope for _, granted in self._grants)

    # --- own acts -----------------------------------------------------------------------------

    def acted(self, conversation: str, request: str, scope: Scope) -> None:
        """Asked for, or allowed, here; the grant follows as an event."""
        self._acts[conversation, request] = scope

    def withdrawn(self, conversation: str, request: str) -> None:
        """That act did not go through, or was taken back."""
        self._acts.pop((conversation, request), None)

    def join(self, state: ConversationView) -> None:
        """By an agent: take part in the call that goes on, until it ends."""
        self._joined.add(state.conversation)
        for scope in CALL:
            view = state.scopes.get(scope)
            if view is not None and view.state is ConsentState.GRANTED and view.grant is not None:
                self._open(state.conversation, scope, Grant(view.grant, state.seq))

    def end(self, conversation: str, scope: Scope) -> None:
        """At once, whatever the server says or does not say."""
        self._grants.pop((conversation, scope), None)
        if scope is Scope.VOICE:
            self._grants.pop((conversation, Scope.VIDEO), None)
            self._joined.discard(conversation)

    def end_all(self, conversation: str) -> None:
        for scope in SCOPES:
            self.end(conversation, scope)

    def pause(self) -> None:
        """Until `resume`, or the end of the session. The screen has to be allowed anew."""
        self._paused_here = True
        for conversation, scope in list(self._grants):
            if scope is Scope.SCREEN:
                self.end(conversation, scope)

    def resume(self) -> None:
        self._paused_here = False

    # --- what the server says -----------------------------------------------------------------

    def apply(self, event: AnyEvent) -> None:
        """Each event counts once, however often it is told."""
        if event.seq <= self._last_seq.get(event.conversation, 0):
            return
        self._last_seq[event.conversation] = event.seq
        match event:
            case ScopeGranted() if event.scope in SCOPES:
                self._granted(event)
            case ScopeRevoked() | ScopeReleased() | ScopeExpired():
                if event.grant is not None and event.grant == self.grant(
                    event.conversation, event.scope
                ):
                    self.end(event.conversation, event.scope)
            case SessionPaused():
                self._paused.add(event.conversation)
                self.end(event.conversation, Scope.SCREEN)
            case SessionResumed():
                self._paused.discard(event.conversation)
            case SessionEnded():
                self._paused.discard(event.conversation)
                self._paused_here = False
                self.end(event.conversation, Scope.SCREEN)
            case ConversationEnded():
                self.end_all(event.conversation)
            case _:
                pass

    def observe(self, state: ConversationView) -> None:
        """A state in which a grant is over ends it; no state opens anything."""
        session = {} if state.session is None else state.session.scopes
        for (conversation, scope), grant in list(self._grants.items()):
            if conversation != state.conversation or state.seq < grant.seq:
                continue
            view = (state.scopes if scope in OF_CONVERSATION else session).get(scope)
            if view is None or view.state is not ConsentState.GRANTED or view.grant != grant.number:
                self.end(conversation, scope)

    def _granted(self, event: ScopeGranted) -> None:
        conversation, scope = event.conversation, event.scope
        act = self._acts.pop((conversation, event.request or ""), None)
        expected = act is scope or scope in self._unasked
        if scope in CALL and conversation in self._joined:
            expected = True
        if scope is Scope.VOICE and event.request is None:
            expected = expected or self._with_video == (conversation, event.seq - 1)
        self._with_video = None
        if not expected or event.grant <= self._highest.get(conversation, 0):
            return
        self._open(conversation, scope, Grant(event.grant, event.seq))
        if scope is Scope.VIDEO:
            self._with_video = (conversation, event.seq)

    def _open(self, conversation: str, scope: Scope, grant: Grant) -> None:
        self._highest[conversation] = max(grant.number, self._highest.get(conversation, 0))
        self._grants[conversation, scope] = grant
