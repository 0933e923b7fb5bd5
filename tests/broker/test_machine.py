"""The promises of consent, held against random conversations of one customer, three agents, a guest
and whatever they do in whatever order, by several tabs and consoles, under changing policies.
"""

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from broker.commands import (
    AcceptConversation,
    ActivateConversation,
    AdmitParticipant,
    AllowScope,
    AnyCommand,
    AskScope,
    AskToJoin,
    CloseEndpoint,
    DeactivateConversation,
    DenyScope,
    EndConversation,
    EndSession,
    GiveScope,
    InviteGuest,
    JoinSession,
    LeaveSession,
    LoseEndpoint,
    OpenEndpoint,
    PauseSession,
    PostMessage,
    RefuseParticipant,
    ReleaseScope,
    RemoveParticipant,
    RequeueConversation,
    ResumeSession,
    RevokeScope,
    ShowPage,
    StartConversation,
    StartSession,
    TakeOverConversation,
    Tick,
    TransferConversation,
    UnsharePage,
    WithdrawScope,
)
from broker.consent import CALL, IN_DOCK, MUTUAL, OFF, Asked, Granted, Off, act_of
from broker.conversation import Conversation
from broker.decision import Decision
from broker.errors import BrokerError
from broker.events import (
    AnyEvent,
    ConversationEnded,
    ParticipantAsked,
    Person,
    ScopeAsked,
    ScopeDenied,
    ScopeExpired,
    ScopeGranted,
    ScopeReleased,
    ScopeRevoked,
    ScopeWithdrawn,
    SessionEnded,
    SessionJoined,
    SessionResumed,
    SessionStarted,
)
from broker.links import MediaLink, PageLink, links
from broker.names import (
    ControlLimit,
    ControlMode,
    ConversationState,
    EndpointKind,
    MediaSlot,
    Permission,
    Reason,
    Role,
    Scope,
    SessionState,
    TransferMode,
)
from broker.permission import ALL, Permissions, Right, given, has_scope
from broker.policy import PRESETS, Policy
from broker.rules import settle
from broker.session import Active, Away, Knock
from tests.broker.room import ANN, BOB, CARLA, EVERYTHING, GINA, STRANGER

CLEO = Person(id="cleo", role=Role.AGENT, name="Cleo")
SUE = Person(id="sue", role=Role.SUPERVISOR, name="Sue")
DESK = Person(id="operator", role=Role.OPERATOR)
PEOPLE = {person.id: person for person in (CARLA, ANN, BOB, CLEO, GINA, STRANGER, SUE, DESK)}

# Mostly those who matter and what exists, so that runs get far; now and then anybody and anything.
people = st.sampled_from([CARLA, CARLA, CARLA, ANN, ANN, ANN, BOB, BOB, CLEO, GINA, STRANGER])
agents = st.sampled_from([ANN, ANN, BOB, CLEO])
agents_and_guests = agents | st.just(GINA)
managers = st.sampled_from([ANN, ANN, ANN, BOB, BOB, SUE, DESK, CARLA, GINA])
scopes = st.sampled_from([Scope.CONTROL, Scope.SCREEN, Scope.VOICE, Scope.VIDEO, *Scope])
steps = st.sampled_from([0.0, 0.5, 0.5, 3.0, 3.0, 9.9, 19.9, 29.9, 30.0, 901.0])
INCLUDED = replace(EVERYTHING, control=ControlMode.INCLUDED)
SWITCHED = replace(EVERYTHING, control=ControlMode.SWITCHED)
LASTING = replace(INCLUDED, control_survives_load=True)
WARM = replace(EVERYTHING, transfer=TransferMode.WARM)
MODES = [EVERYTHING, WARM, INCLUDED, LASTING, SWITCHED, SWITCHED]
policies = st.sampled_from([*MODES, *PRESETS.values()])
consoles = st.sampled_from(["ann-1", "ann-2", "bob-1", "cleo-1", "gina-1"])
pages = st.sampled_from(["tab-1", "tab-2", "tab-3", "eve-1"])
docks = st.sampled_from(["dock-1", "dock-2"])
endpoints = pages | consoles | docks
wrong_ids = st.sampled_from([0, 0, 0, 0, 0, 1])
# What tears down is drawn as often as what builds up, and would leave nothing to look at.
seldom = st.sampled_from([False, False, False, True])

OWNERS = {
    **{"tab": CARLA, "dock": CARLA, "eve": STRANGER},
    **{"ann": ANN, "bob": BOB, "cleo": CLEO, "gina": GINA},
}


def owner_of(endpoint: str) -> Person:
    return OWNERS[endpoint.split("-")[0]]


def kind_of(endpoint: str) -> EndpointKind:
    if endpoint.startswith("dock"):
        return EndpointKind.DOCK
    if endpoint.startswith("gina"):
        return EndpointKind.GUEST
    is_page = owner_of(endpoint).role is Role.CUSTOMER
    return EndpointKind.PAGE if is_page else EndpointKind.CONSOLE


class Machine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = 1_000.0
        self.permitted: dict[str, Permissions] = {}
        self.talk = Conversation("talk", EVERYTHING, self.permits)
        self.stream: list[AnyEvent] = []
        self.sessions = 0
        self.questions = 0
        self.given: set[int] = set()

    @initialize(
        stage=st.sampled_from([0, 1, 2, 3, 4, 4, 4, 4]),
        by_customer=st.booleans(),
        with_dock=st.booleans(),
        with_guest=st.booleans(),
        policy=st.sampled_from(MODES),
    )
    def begin(
        self, stage: int, by_customer: bool, with_dock: bool, with_guest: bool, policy: Policy
    ) -> None:
        """Some runs begin where the others seldom get: with a session going on."""
        self.talk.policy = policy
        self.do(StartConversation(by=CARLA, site="shop"))
        self.open("tab-1")
        if with_dock:
            self.open("dock-1")
        if stage >= 1:
            self.do(AcceptConversation(by=ANN))
            self.open("ann-1")
        if stage >= 2:
            self.start_session(CARLA) if by_customer else self.ask_for_the_view(ANN)
        if stage >= 3:
            self.join(ANN, with_code=False, wrong=0)
            self.do(AllowScope(by=CARLA, request="r1"))
        if stage >= 4:
            self.join(BOB, with_code=True, wrong=0)
            self.open("bob-1")
        if stage >= 4 and with_guest:
            self.ask_to_join(GINA, wrong=0)
            self.do(AdmitParticipant(by=CARLA, request=f"r{self.questions}"))
            self.open("gina-1")

    def permits(self, agent: str) -> Permissions:
        return self.permitted.get(agent, ALL)

    def do(self, command: AnyCommand) -> None:
        before, version = self.talk.state, self.talk.version
        copy = msgspec.json.encode(before)
        try:
            events = self.talk.handle(command, self.now)
        except BrokerError as refused:
            assert str(refused)
            events = []
        assert self.talk.state is before and self.talk.version == version
        assert msgspec.json.encode(before) == copy, "handle() changed the state in place"
        for event in events:
            assert event.at == self.now
            self.talk.apply(event)
        self.stream += events
        if events:
            assert self.talk.handle(Tick(), self.now) == [], "a Tick right after is nothing new"

    def session_id(self, wrong: int) -> str:
        return f"s{self.sessions + wrong}"

    # --- what people do -------------------------------------------------------------------------

    @rule(by=agents)
    def accept(self, by: Person) -> None:
        self.do(AcceptConversation(by=by))

    @rule(by=people)
    def post(self, by: Person) -> None:
        self.do(PostMessage(by=by, text="Hello"))

    @rule(by=people, really=seldom)
    def end_conversation(self, by: Person, really: bool) -> None:
        if really:
            self.do(EndConversation(by=by))

    @rule(by=managers, to=agents, warm=st.booleans(), really=seldom)
    def transfer(self, by: Person, to: Person, warm: bool, really: bool) -> None:
        if really or warm:
            self.questions += warm
            request = f"r{self.questions}" if warm else None
            self.do(TransferConversation(by=by, owner=to, request=request))

    @rule(
        by=managers,
        command=st.sampled_from(
            [
                TakeOverConversation,
                RequeueConversation,
                DeactivateConversation,
                ActivateConversation,
            ]
        ),
        really=seldom,
    )
    def manage(
        self,
        by: Person,
        command: type[
            TakeOverConversation
            | RequeueConversation
            | DeactivateConversation
            | ActivateConversation
        ],
        really: bool,
    ) -> None:
        if really:
            self.do(command(by=by))

    @rule(by=people, wrong=wrong_ids)
    def invite(self, by: Person, wrong: int) -> None:
        self.do(InviteGuest(by=by, session=self.session_id(wrong)))

    @rule(by=st.sampled_from([BOB, BOB, CLEO, ANN, GINA, STRANGER]), wrong=wrong_ids)
    def ask_to_join(self, by: Person, wrong: int) -> None:
        self.questions += 1
        request = f"r{self.questions}"
        self.do(AskToJoin(by=by, session=self.session_id(wrong), request=request))

    @rule(
        by=st.sampled_from([CARLA, CARLA, CARLA, ANN, BOB]),
        command=st.sampled_from([AdmitParticipant, AdmitParticipant, RefuseParticipant]),
    )
    @precondition(lambda self: self.knocks())
    def answer_the_door(
        self, by: Person, command: type[AdmitParticipant | RefuseParticipant]
    ) -> None:
        knock = self.knocks()[0]
        self.do(command(by=by, request=knock.request))

    @rule(
        by=people,
        person=agents_and_guests,
        wrong=wrong_ids,
        leaves=st.booleans(),
        really=seldom,
    )
    def leave_or_remove(
        self, by: Person, person: Person, wrong: int, leaves: bool, really: bool
    ) -> None:
        session = self.session_id(wrong)
        if really and leaves:
            self.do(LeaveSession(by=by, session=session))
        elif really:
            self.do(RemoveParticipant(by=by, session=session, person=person.id))

    @rule(endpoint=endpoints, holds_consent=st.booleans(), wrong=wrong_ids)
    def open(self, endpoint: str, holds_consent: bool = False, wrong: int = 0) -> None:
        by = owner_of(endpoint)
        session = self.session_id(wrong) if holds_consent else None
        self.do(OpenEndpoint(by=by, endpoint=endpoint, kind=kind_of(endpoint), session=session))

    @rule(endpoint=endpoints, by=people, kind=st.sampled_from(EndpointKind))
    def open_somebody_elses(self, endpoint: str, by: Person, kind: EndpointKind) -> None:
        if by == owner_of(endpoint) and kind is not kind_of(endpoint):
            # Whoever has a page and calls it a dock, from the start, has a dock.
            endpoint = endpoint.replace("tab", "dock").replace("dock-3", "dock-2")
        self.do(OpenEndpoint(by=by, endpoint=endpoint, kind=kind))

    @rule(endpoint=endpoints)
    def lose(self, endpoint: str) -> None:
        self.do(LoseEndpoint(by=owner_of(endpoint), endpoint=endpoint))

    @rule(endpoint=endpoints, really=seldom, outside=st.booleans())
    def close(self, endpoint: str, really: bool, outside: bool) -> None:
        if really:
            self.do(CloseEndpoint(by=owner_of(endpoint), endpoint=endpoint, outside=outside))

    @rule(endpoint=pages | docks)
    def unshare(self, endpoint: str) -> None:
        self.do(UnsharePage(by=CARLA, endpoint=endpoint))

    @rule(endpoint=pages | docks)
    def show(self, endpoint: str) -> None:
        self.do(ShowPage(by=CARLA, endpoint=endpoint))

    @rule(by=st.sampled_from([CARLA, CARLA, CARLA, ANN, STRANGER]))
    def start_session(self, by: Person) -> None:
        self.do(StartSession(by=by, session=f"s{self.sessions + 1}"))
        self.count_sessions()

    @rule(by=people, with_code=st.booleans(), wrong=wrong_ids)
    def join(self, by: Person, with_code: bool, wrong: int) -> None:
        self.do(JoinSession(by=by, session=self.session_id(wrong), with_code=with_code))

    @rule(by=people, wrong=wrong_ids)
    def pause(self, by: Person, wrong: int) -> None:
        self.do(PauseSession(by=by, session=self.session_id(wrong)))

    @rule(by=people, wrong=wrong_ids)
    def resume(self, by: Person, wrong: int) -> None:
        self.do(ResumeSession(by=by, session=self.session_id(wrong)))

    @rule(by=people, wrong=wrong_ids, really=seldom)
    def end_session(self, by: Person, wrong: int, really: bool) -> None:
        if really:
            self.do(EndSession(by=by, session=self.session_id(wrong)))

    @rule(by=agents)
    def ask_for_the_view(self, by: Person) -> None:
        self.questions += 1
        session = f"s{self.sessions + 1}"
        request = f"r{self.questions}"
        self.do(AskScope(by=by, scope=Scope.VIEW, request=request, session=session))
        self.count_sessions()

    @rule(by=people, scope=scopes, used=seldom, wrong=wrong_ids)
    def ask_for_more(self, by: Person, scope: Scope, used: bool, wrong: int) -> None:
        self.questions += 0 if used else 1
        session = self.session_id(wrong)
        request = f"r{self.questions}"
        self.do(AskScope(by=by, scope=scope, request=request, session=session))
        self.count_sessions()

    @rule(command=st.sampled_from([AllowScope, AllowScope, AllowScope, DenyScope]), by=people)
    @precondition(lambda self: self.open_requests())
    def answer(self, command: type[AllowScope | DenyScope], by: Person) -> None:
        for request in self.open_requests():
            self.do(command(by=by, request=request))

    @rule(scope=scopes, agent=st.sampled_from([ANN, ANN, BOB]), calls=st.booleans())
    def agree(self, scope: Scope, agent: Person, calls: bool) -> None:
        """The right one asks and the right one allows, if it is possible at all."""
        asker, answerer = (CARLA, agent) if calls and scope in MUTUAL else (agent, CARLA)
        self.ask_for_more(asker, scope, used=False, wrong=0)
        self.do(AllowScope(by=answerer, request=f"r{self.questions}"))

    @rule(limit=st.sampled_from([None, *ControlLimit]), endpoint=pages)
    @precondition(lambda self: self.open_requests())
    def allow_on_a_page(self, limit: ControlLimit | None, endpoint: str) -> None:
        for request in self.open_requests():
            self.do(AllowScope(by=CARLA, request=request, limit=limit, endpoint=endpoint))

    @rule(by=st.sampled_from([CARLA, CARLA, CARLA, ANN]), to=agents_and_guests, wrong=wrong_ids)
    def give_control(self, by: Person, to: Person, wrong: int) -> None:
        before = self.talk.version
        command = GiveScope(by=by, session=self.session_id(wrong), scope=Scope.CONTROL, to=to.id)
        self.do(command)
        self.given |= {e.seq for e in self.stream[before:] if isinstance(e, ScopeGranted)}

    @rule(by=people, number=st.integers(0, 9))
    def withdraw_or_answer_an_old_one(self, by: Person, number: int) -> None:
        self.do(WithdrawScope(by=by, request=f"r{self.questions - number}"))
        self.do(AllowScope(by=by, request=f"r{self.questions - number - 1}"))

    @rule(by=people, scope=scopes, stale=st.integers(0, 3), release=st.booleans())
    def give_back(self, by: Person, scope: Scope, stale: int, release: bool) -> None:
        assert self.talk.state is not None
        grant = self.talk.state.last_grant - stale
        command = ReleaseScope if release else RevokeScope
        self.do(command(by=by, scope=scope, grant=grant))

    @rule(by=people, scope=scopes, reason=st.sampled_from([Reason.NO_DEVICE, *Reason]))
    def say_that_the_device_ended_it(self, by: Person, scope: Scope, reason: Reason) -> None:
        assert self.talk.state is not None
        granted = self.talk.state.granted(scope)
        if granted is not None:
            self.do(RevokeScope(by=by, scope=scope, grant=granted.grant, reason=reason))

    @rule(scope=st.sampled_from(sorted(CALL)), caller=st.sampled_from([CARLA, ANN]))
    def call_in_a_dock(self, scope: Scope, caller: Person) -> None:
        """What the others seldom get to: a call that can go on."""
        self.open("dock-1")
        self.ask_for_more(caller, scope, used=False, wrong=0)
        answerer = ANN if caller == CARLA else CARLA
        self.do(AllowScope(by=answerer, request=f"r{self.questions}"))

    @rule(seconds=steps)
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        deadline = self.talk.next_deadline()
        due = deadline is not None and deadline <= self.now
        assert bool(self.talk.handle(Tick(), self.now)) is due
        self.do(Tick())

    @rule(seconds=steps)
    def time_passes_and_the_timer_is_late(self, seconds: float) -> None:
        self.now += seconds

    @rule(policy=policies)
    def the_site_changes_its_policy(self, policy: Policy) -> None:
        self.talk.policy = policy
        self.do(Tick())

    @rule(
        agent=st.sampled_from([ANN, BOB, CLEO, SUE]),
        taken=st.sampled_from([(), (), *((one,) for one in Permission), tuple(Permission)]),
    )
    def the_operator_changes_what_an_agent_may_do(
        self, agent: Person, taken: tuple[Permission, ...]
    ) -> None:
        self.permitted[agent.id] = given([Right(permissions=ALL - set(taken))], "shop")
        self.do(Tick())

    def open_requests(self) -> list[str]:
        consents = () if self.talk.state is None else self.talk.state.consents()
        return [consent.request for _, consent in consents if isinstance(consent, Asked)]

    def knocks(self) -> list[Knock]:
        session = None if self.talk.state is None else self.talk.state.open_session
        return [] if session is None else list(session.knocks.values())

    def count_sessions(self) -> None:
        self.sessions = sum(isinstance(event, SessionStarted) for event in self.stream)

    def paused_here(self) -> bool:
        session = None if self.talk.state is None else self.talk.state.open_session
        return session is not None and session.state is SessionState.PAUSED

    # --- what is promised -----------------------------------------------------------------------

    @invariant()
    def the_state_is_at_rest(self) -> None:
        deadline = self.talk.next_deadline()
        if self.talk.state is not None and (deadline is None or deadline > self.now):
            decision = Decision(self.talk.state, self.talk.policy, self.now, self.permits)
            settle(decision)
            assert decision.events == []

    @invariant()
    def replaying_gives_an_equal_state(self) -> None:
        again = Conversation("talk", PRESETS["write-mode"])
        for event in self.stream:
            again.apply(event)
        assert again.state == self.talk.state
        assert again.version == self.talk.version == len(self.stream)

    @invariant()
    def numbers_have_no_gaps(self) -> None:
        assert [event.seq for event in self.stream] == list(range(1, len(self.stream) + 1))

    @invariant()
    def every_scope_goes_on_with_consent_and_off_with_exactly_one_event(self) -> None:
        """A second account of consent, kept from the events alone."""
        consent: dict[Scope, str | int | None] = dict.fromkeys(Scope)
        last_grant = 0
        for event in self.stream:
            match event:
                case ScopeAsked():
                    assert consent[event.scope] is None
                    consent[event.scope] = event.request
                case ScopeGranted():
                    asked = consent[event.scope]
                    assert asked == event.request, "granted without the question or the start"
                    if event.request is None:
                        self.check_unasked(event)
                    assert event.grant > last_grant
                    consent[event.scope] = last_grant = event.grant
                case ScopeDenied() | ScopeWithdrawn():
                    assert consent[event.scope] == event.request
                    consent[event.scope] = None
                case ScopeReleased():
                    assert consent[event.scope] == event.grant
                    consent[event.scope] = None
                case ScopeExpired() | ScopeRevoked():
                    assert (event.request is None) is not (event.grant is None)
                    assert consent[event.scope] == (event.request or event.grant)
                    consent[event.scope] = None
                case SessionEnded():
                    assert not any(one for scope, one in consent.items() if scope not in MUTUAL)
                case ConversationEnded():
                    assert not any(consent.values())
                case _:
                    pass
        for scope, open_one in consent.items():
            match OFF if self.talk.state is None else self.talk.state.consent_to(scope):
                case Off():
                    assert open_one is None
                case Asked(request=request):
                    assert open_one == request
                case Granted(grant=grant):
                    assert open_one == grant

    def check_unasked(self, event: ScopeGranted) -> None:
        """The customer's start; control: included, or given by her; the voice of a video call."""
        before = self.stream[event.seq - 2]
        if event.scope is Scope.VOICE:
            assert isinstance(before, ScopeGranted) and before.scope is Scope.VIDEO
            assert (before.by, before.to) == (event.by, event.to)
            return
        assert event.by == CARLA
        if event.scope is Scope.VIEW:
            assert isinstance(before, SessionStarted)
            return
        assert event.scope is Scope.CONTROL
        if event.seq in self.given:
            assert event.to is not None and event.limit is None
        elif isinstance(before, ScopeGranted):
            assert before.scope is Scope.VIEW and before.to == event.to
        else:
            assert isinstance(before, SessionResumed)

    @invariant()
    def who_allowed_was_the_one_asked(self) -> None:
        asked = {e.request: e for e in self.stream if isinstance(e, ScopeAsked)}
        for event in self.stream:
            if isinstance(event, ScopeGranted) and event.request is not None:
                question = asked[event.request]
                assert question.scope is event.scope and question.session == event.session
                assert event.by != question.by
                assert CARLA in (event.by, question.by)
                assert event.at < question.deadline

    @invariant()
    def control_is_for_one_who_sees_on_the_page_of_its_grant(self) -> None:
        state = self.talk.state
        session = None if state is None else state.session
        control = None if session is None else session.granted(Scope.CONTROL)
        if state is None or session is None or control is None:
            return
        view = session.granted(Scope.VIEW)
        assert view is not None and view.to in (None, control.to)
        assert control.grant > view.grant
        # Included in the view, it may be there before an agent is, or before her page is back.
        assert session.is_open and not state.paused
        assert not session.granted(Scope.SCREEN)
        if not control.survives_load:
            assert state.page is not None and state.pages[state.page] < control.seq
        holders = [agent.id for agent in (ANN, BOB, CLEO) if self.talk.may(agent.id, Scope.CONTROL)]
        assert all(self.talk.may(holder, Scope.VIEW) for holder in holders)
        assert control.to is None or len(holders) <= 1
        assert not holders or session.state is SessionState.ACTIVE

    @invariant()
    def only_shared_pages_are_in_front_of_a_viewer(self) -> None:
        state = self.talk.state
        if state is None:
            return
        assert state.page is None or state.endpoints[state.page].person == CARLA
        assert all(state.endpoints[page].person == CARLA for page in state.pages)
        if state.viewed:
            assert state.page is None or state.page in state.pages
        else:
            assert not state.pages

    @invariant()
    def at_most_one_session_is_open(self) -> None:
        started = [e.session for e in self.stream if isinstance(e, SessionStarted)]
        ended = [e.session for e in self.stream if isinstance(e, SessionEnded)]
        assert len(set(started)) == len(started) and len(set(ended)) == len(ended)
        assert started[: len(ended)] == ended and len(started) - len(ended) <= 1

    @invariant()
    def links_and_permissions_follow_the_view(self) -> None:
        found = [link for link in links(self.talk).values() if isinstance(link, PageLink)]
        session = None if self.talk.state is None else self.talk.state.session
        if not found:
            return
        assert session is not None and isinstance(session.settled, Active)
        view = session.granted(Scope.VIEW)
        assert view is not None
        for link in found:
            assert link.grant == view.grant and link.session == session.id
            assert self.talk.endpoints[link.offerer].person == CARLA
            viewer = self.talk.endpoints[link.answerer].person
            assert viewer.id in session.participants and view.to in (None, viewer.id)
            if self.talk.present(viewer.id) and not isinstance(session.phase, Away):
                assert self.talk.may(viewer.id, Scope.VIEW)

    @invariant()
    def media_flows_by_consent_only(self) -> None:
        """A second account of what may flow: from dock to console, per slot."""
        state = self.talk.state
        found = [link for link in links(self.talk).values() if isinstance(link, MediaLink)]
        if state is None:
            return
        for link in found:
            dock, console = state.endpoints[link.offerer], state.endpoints[link.answerer]
            assert (dock.kind, dock.person) == (EndpointKind.DOCK, CARLA)
            assert console.kind is EndpointKind.CONSOLE and state.takes_part(console.person.id)
            assert link.offerer_sends >= link.answerer_sends
            here = set() if state.open_session is None else {*state.open_session.participants}
            here |= set() if state.owner is None else {state.owner.id}
            document = state.granted(Scope.DOCUMENT)
            here &= {one for one in here if Permission.DOCUMENT in self.talk.permits(one)}
            assert link.document is (document is not None and console.person.id in here)
            assert link.offerer_sends or link.document
            assert link.sends(dock.id) == link.receives(console.id) == link.offerer_sends
            assert not state.paused
            permitted = self.permits(console.person.id)
            voice = state.granted(Scope.VOICE) and Permission.VOICE in permitted
            video = state.granted(Scope.VIDEO) and Permission.VIDEO in permitted
            assert (MediaSlot.VOICE in link.answerer_sends) is bool(voice)
            assert (MediaSlot.CAMERA in link.answerer_sends) is bool(video)
            shown = link.offerer_sends - link.answerer_sends
            assert shown <= {MediaSlot.SCREEN, MediaSlot.SOUND}
            if shown:
                screen = state.granted(Scope.SCREEN)
                assert screen is not None and screen.to in (None, console.person.id)
                assert Permission.SCREEN in permitted
        in_a_call = self.talk.may(CARLA.id, Scope.VOICE)
        assert bool(found) or not (in_a_call and state.docks)

    @invariant()
    def calls_belong_to_the_conversation_and_to_somebody_in_it(self) -> None:
        state = self.talk.state
        if state is None:
            return
        for event in self.stream[-5:]:
            if isinstance(event, ScopeAsked | ScopeGranted | ScopeRevoked | ScopeReleased):
                assert (event.session is None) is (event.scope in MUTUAL)
        going_on = [one for one in state.consent.values() if not isinstance(one, Off)]
        assert not going_on or state.consoles
        assert sum(isinstance(state.consent[scope], Asked) for scope in CALL) <= 1
        assert state.granted(Scope.VOICE) or not state.granted(Scope.VIDEO)
        for _, consent in state.consents():
            assert not (isinstance(consent, Asked) and self.paused_here())

    @invariant()
    def nothing_of_the_docks_outlives_it(self) -> None:
        state = self.talk.state
        if state is None:
            return
        deadline = self.talk.next_deadline()
        for scope, consent in state.consents():
            if not isinstance(consent, Granted):
                continue
            if scope not in IN_DOCK:
                assert consent.dock_deadline is None
            elif not state.docks:
                assert consent.dock_deadline is not None and deadline is not None
                assert deadline <= consent.dock_deadline
        if state.granted(Scope.SCREEN) is not None:
            assert state.viewed and not state.paused

    @invariant()
    def nothing_goes_on_that_the_site_does_not_have(self) -> None:
        if self.talk.state is not None:
            on = {scope for scope, one in self.talk.state.consents() if not isinstance(one, Off)}
            assert on - {Scope.VIEW} <= self.talk.policy.scopes

    @invariant()
    def nobody_has_what_the_operator_did_not_give(self) -> None:
        state = self.talk.state
        if state is None:
            return
        for agent in (ANN, BOB, CLEO, SUE):
            permitted = self.permits(agent.id)
            for scope in Scope:
                assert not self.talk.may(agent.id, scope) or has_scope(permitted, scope)
            if not permitted:
                assert state.phase is ConversationState.ENDED or not state.takes_part(agent.id)
            session = state.open_session
            if session is not None and Permission.VIEW not in permitted:
                assert agent.id not in session.participants and agent.id not in session.knocks
        for scope, consent in state.consents():
            whose = consent.by.id if isinstance(consent, Asked) else None
            whose = consent.to if isinstance(consent, Granted) else whose
            if whose not in (None, CARLA.id):
                assert has_scope(self.permits(str(whose)), scope)

    @invariant()
    def who_has_no_part_in_it_is_not_connected_to_it(self) -> None:
        state = self.talk.state
        for endpoint in () if state is None else state.endpoints.values():
            assert state is not None and state.takes_part(endpoint.person.id)

    @invariant()
    def whoever_joined_an_open_session_was_let_in(self) -> None:
        """By her own code, by her yes to the view that they had asked for, by the policy as the
        owner, or one by one."""
        session = None if self.talk.state is None else self.talk.state.open_session
        if session is None:
            return
        asked = {event.request for event in self.stream if isinstance(event, ParticipantAsked)}
        for event in self.stream:
            if isinstance(event, SessionJoined) and event.request is not None:
                assert event.request in asked
        for knock in session.knocks.values():
            assert knock.request in asked and not self.paused_here()

    @invariant()
    def strangers_have_nothing(self) -> None:
        assert not self.talk.may_see(STRANGER.id)
        assert not any(self.talk.may(STRANGER.id, scope) for scope in Scope)

    @invariant()
    def guests_look_and_do_nothing(self) -> None:
        state = self.talk.state
        session = None if state is None else state.open_session
        is_in = session is not None and GINA.id in session.participants
        assert self.talk.may_see(GINA.id) is is_in
        assert not any(self.talk.may(GINA.id, scope) for scope in Scope if scope is not Scope.VIEW)
        assert GINA not in [getattr(event, "by", None) for event in self.stream]
        assert not is_in or (session is not None and session.has_agents)
        admitted = [e for e in self.stream if isinstance(e, SessionJoined) and e.person == GINA]
        assert all(event.request is not None for event in admitted)

    @invariant()
    def every_consent_event_has_its_act(self) -> None:
        for event in self.stream[-5:]:
            if isinstance(event, ScopeRevoked) and event.by is not None:
                assert act_of(event) == "revoke"


TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=150, stateful_step_count=60, deadline=None, print_blob=True
)
