"""A conversation with people in it, for tests: commands are decided, applied and told briefly."""

import pytest

from broker.commands import (
    AcceptConversation,
    AllowScope,
    AnyCommand,
    AskScope,
    JoinSession,
    OpenEndpoint,
    StartConversation,
    StartSession,
    Tick,
)
from broker.conversation import Conversation
from broker.errors import BrokerError
from broker.events import (
    AnyEvent,
    Person,
    ScopeAsked,
    ScopeDenied,
    ScopeExpired,
    ScopeGranted,
    ScopeReleased,
    ScopeRevoked,
    ScopeWithdrawn,
    SessionEnded,
    SessionLeft,
)
from broker.names import EndpointKind, Role, Scope
from broker.policy import Policy
from broker.session import Session
from broker.state import State

CARLA = Person(id="carla", role=Role.CUSTOMER, name="Carla")
ANN = Person(id="ann", role=Role.AGENT, name="Ann")
BOB = Person(id="bob", role=Role.AGENT, name="Bob")
GINA = Person(id="gina", role=Role.GUEST, name="Gina")
STRANGER = Person(id="eve", role=Role.CUSTOMER, name="Eve")

EVERYTHING = Policy(scopes=frozenset(Scope))


def tell(event: AnyEvent) -> str:
    """`scope.revoked view session_ended`: kind, scope and reason."""
    words = [str(event.__struct_config__.tag)]
    match event:
        case ScopeRevoked():
            words += [event.scope, event.reason]
        case (
            ScopeAsked()
            | ScopeWithdrawn()
            | ScopeGranted()
            | ScopeDenied()
            | ScopeExpired()
            | ScopeReleased()
        ):
            words += [event.scope]
        case SessionEnded() | SessionLeft():
            words += [event.reason]
        case _:
            pass
    return " ".join(words)


class Room:
    def __init__(self, policy: Policy | None = None) -> None:
        self.conversation = Conversation("talk", policy or Policy())
        self.now = 1000.0
        self.events: list[AnyEvent] = []

    def do(self, command: AnyCommand) -> list[str]:
        """Decide and apply; what happened, briefly."""
        events = self.conversation.handle(command, self.now)
        for event in events:
            self.conversation.apply(event)
        self.events += events
        return [tell(event) for event in events]

    def wait(self, seconds: float) -> list[str]:
        self.now += seconds
        return self.do(Tick())

    def refused(self, command: AnyCommand) -> tuple[str, str]:
        """Code and sentence of the refusal; fails if anything changed."""
        before = self.conversation.state
        with pytest.raises(BrokerError) as caught:
            self.conversation.handle(command, self.now)
        assert self.conversation.state is before
        return caught.value.code, str(caught.value)

    @property
    def session(self) -> Session:
        session = self.conversation.session
        assert session is not None
        return session

    @property
    def state(self) -> State:
        assert self.conversation.state is not None
        return self.conversation.state

    def queued(self) -> "Room":
        """Carla has come with one page, `page`."""
        self.do(StartConversation(by=CARLA, site="shop"))
        self.do(OpenEndpoint(by=CARLA, endpoint="page", kind=EndpointKind.PAGE))
        return self

    def accepted(self) -> "Room":
        """And Ann has accepted, in `console`."""
        self.queued()
        self.do(AcceptConversation(by=ANN))
        self.do(OpenEndpoint(by=ANN, endpoint="console", kind=EndpointKind.CONSOLE))
        return self

    def asked(self) -> "Room":
        """And has asked to see the page, request `look`, session `s1`."""
        self.accepted()
        self.do(AskScope(by=ANN, scope=Scope.VIEW, request="look", session="s1"))
        return self

    def active(self) -> "Room":
        """And Carla has allowed it: grant 1, for Ann."""
        self.asked()
        self.do(AllowScope(by=CARLA, request="look"))
        return self

    def waiting(self) -> "Room":
        """Carla shares in `s1`, grant 1, for all; the conversation is queued."""
        self.queued()
        self.do(StartSession(by=CARLA, session="s1"))
        return self

    def shared(self) -> "Room":
        """Ann accepted, Carla shares in `s1`, grant 1, for all, and Ann joined."""
        self.accepted()
        self.do(StartSession(by=CARLA, session="s1"))
        self.do(JoinSession(by=ANN, session="s1"))
        return self

    def join(self, agent: Person, endpoint: str) -> None:
        """With the code, and a console."""
        self.do(JoinSession(by=agent, session=self.session.id, with_code=True))
        self.do(OpenEndpoint(by=agent, endpoint=endpoint, kind=EndpointKind.CONSOLE))

    def ask(self, scope: Scope, request: str, by: Person = ANN) -> list[str]:
        return self.do(AskScope(by=by, scope=scope, request=request, session=self.session.id))

    def dock(self, endpoint: str = "dock") -> list[str]:
        """Carla's call window connects."""
        return self.do(OpenEndpoint(by=CARLA, endpoint=endpoint, kind=EndpointKind.DOCK))

    def call(self, scope: Scope, request: str, by: Person = CARLA) -> list[str]:
        """Asked for without a session."""
        return self.do(AskScope(by=by, scope=scope, request=request))

    def in_call(self, scope: Scope = Scope.VOICE) -> "Room":
        """Carla called in her dock, request `call`, and Ann has answered."""
        self.dock()
        self.call(scope, "call")
        self.do(AllowScope(by=ANN, request="call"))
        return self

    def grant(self, scope: Scope, request: str) -> list[str]:
        """Ann asks, Carla allows."""
        self.ask(scope, request)
        return self.do(AllowScope(by=CARLA, request=request))
