"""The headless customer's gate: not one input without her own live grant, whatever comes and in
whatever order."""

import random
from collections import Counter
from collections.abc import Callable
from functools import partial

import msgspec
import pytest

from media.control.consent import ControlConsent, Limits
from media.control.gate import Applied, InputGate, InputGateOptions
from media.control.input import (
    AnyInput,
    ChooseInput,
    Done,
    InputRefused,
    Mark,
    PointerInput,
    RefusalCode,
    TextInput,
    ValueInput,
    decode_answer,
)
from media.control.pace import INPUTS_AT_ONCE
from media.control.wire import encode
from media.mirror.page import Tag
from signaling.messages import (
    AnyEvent,
    ConversationEnded,
    PageLinkView,
    PolicyView,
    Reason,
    Role,
    Scope,
    ScopeExpired,
    ScopeReleased,
    ScopeRevoked,
    SessionEnded,
    SessionPaused,
)
from tests.media.control_samples import every_input
from tests.media.samples import AGENT, CUSTOMER, LINK, granted, session, state

INPUTS = every_input()
VIEW = 7


Act = Callable[[], None]


class Bench:
    """Her ledger and a gate for each agent, with no page but one element under every number."""

    def __init__(self) -> None:
        self.consent = ControlConsent()
        self.applied: list[Applied] = []
        self.answers: list[bytes] = []
        self.dropped: Counter[str] = Counter()
        self.element: Tag | None = Tag("p")
        policy = state(session()).policy
        self.policy: PolicyView = msgspec.structs.replace(policy, submit_by_agents=False)
        self.gate = self.gate_of(LINK)

    def gate_of(self, link: PageLinkView) -> InputGate:
        options = InputGateOptions(
            grant=link.grant,
            by=link.peer,
            permits=lambda number: self.consent.permits(link, number),
            policy=lambda: self.policy,
            tag=lambda page, node: self.element,
            judge=lambda applied: None,
            applied=self.applied.append,
            send=self.answers.append,
        )
        return InputGate(options, self.dropped)

    def allow(self, number: int = 9, request: str = "c1", seq: int = 10) -> None:
        """She allows, and the server grants."""
        self.consent.allowed("v1", request, Limits())
        self.consent.apply(control(number, request, seq))

    def says(self) -> list[object]:
        """What she told the agent so far: codes, and `done`."""
        told = [decode_answer(answer, VIEW) for answer in self.answers]
        return [
            answer.code if isinstance(answer, InputRefused) else type(answer) for answer in told
        ]


def control(number: int = 9, request: str | None = "c1", seq: int = 10) -> AnyEvent:
    return granted(scope=Scope.CONTROL, grant=number, request=request, seq=seq, to=AGENT.id)


def named(input: AnyInput) -> str:
    return type(input).__name__


@pytest.fixture
async def bench() -> Bench:
    return Bench()  # in a running event loop, whose clock it uses


@pytest.mark.parametrize("input", INPUTS, ids=named)
async def test_with_her_grant_it_is_let_in(bench: Bench, input: AnyInput) -> None:
    bench.allow()
    bench.gate.receive(encode(input))
    if isinstance(input, Mark):
        assert bench.says() == [Done]
    else:
        assert [applied.input for applied in bench.applied] == [input]
    assert bench.dropped.total() == 0


def forge(bench: Bench) -> None:
    bench.consent.apply(control())


def forge_unasked(bench: Bench) -> None:
    bench.consent.apply(control(request=None))


def forge_for_another_request(bench: Bench) -> None:
    bench.consent.allowed("v1", "c1", Limits())
    bench.consent.apply(control(request="c2"))


def another_number(bench: Bench) -> None:
    bench.allow(number=8)


def a_newer_grant(bench: Bench) -> None:
    bench.allow(number=9)
    bench.allow(number=10, request="c2", seq=11)


def replay(bench: Bench) -> None:
    bench.allow()
    bench.consent.stop()
    bench.consent.apply(control())
    bench.allow(request="c2", seq=11)


def revoked(scope: Scope, number: int) -> AnyEvent:
    return event(ScopeRevoked, session="s1", scope=scope, grant=number, reason=Reason.BY_CUSTOMER)


def event(kind: Callable[..., AnyEvent], **fields: object) -> AnyEvent:
    return kind(conversation="v1", seq=11, at=1.0, **fields)


def told(last: AnyEvent) -> Callable[[Bench], None]:
    def act(bench: Bench) -> None:
        bench.allow()
        bench.consent.apply(last)

    return act


def after(act: Callable[[ControlConsent], None]) -> Callable[[Bench], None]:
    def both(bench: Bench) -> None:
        bench.allow()
        act(bench.consent)

    return both


def over(bench: Bench) -> None:
    bench.allow()
    bench.consent.observe(msgspec.structs.replace(state(session()), seq=11))


WITHOUT_GRANT: dict[str, Callable[[Bench], None]] = {
    "nobody asked": lambda bench: None,
    "forged": forge,
    "forged, unasked": forge_unasked,
    "forged, for another request": forge_for_another_request,
    "another number": another_number,
    "a newer grant": a_newer_grant,
    "replayed": replay,
    "stopped": after(ControlConsent.stop),
    "paused": after(ControlConsent.pause),
    "another page": after(ControlConsent.loaded),
    "revoked": told(revoked(Scope.CONTROL, 9)),
    "the view ended": told(revoked(Scope.VIEW, VIEW)),
    "released": told(event(ScopeReleased, session="s1", scope=Scope.CONTROL, grant=9, by=AGENT)),
    "expired": told(event(ScopeExpired, session="s1", scope=Scope.CONTROL, grant=9)),
    "the session ended": told(event(SessionEnded, session="s1", reason=Reason.BY_AGENT)),
    "the session paused": told(event(SessionPaused, session="s1", by=CUSTOMER)),
    "the conversation ended": told(event(ConversationEnded, reason=Reason.BY_AGENT)),
    "over, by the state": over,
}


@pytest.mark.parametrize("input", INPUTS, ids=named)
@pytest.mark.parametrize("how", WITHOUT_GRANT.values(), ids=WITHOUT_GRANT)
async def test_without_her_grant_nothing_is(
    bench: Bench, how: Callable[[Bench], None], input: AnyInput
) -> None:
    how(bench)
    bench.gate.receive(encode(input))
    assert bench.applied == []
    assert bench.says() == [RefusalCode.NO_GRANT]
    assert bench.dropped == {RefusalCode.NO_GRANT: 1}


@pytest.mark.parametrize(
    "link",
    [
        msgspec.structs.replace(LINK, peer=msgspec.structs.replace(AGENT, id="a2")),
        msgspec.structs.replace(LINK, peer=msgspec.structs.replace(AGENT, role=Role.CUSTOMER)),
        msgspec.structs.replace(LINK, peer=msgspec.structs.replace(AGENT, role=Role.GUEST)),
        msgspec.structs.replace(LINK, session="s2"),
        msgspec.structs.replace(LINK, conversation="v2"),
    ],
    ids=["person", "role", "guest", "session", "conversation"],
)
@pytest.mark.parametrize("input", INPUTS, ids=named)
async def test_a_grant_is_for_one(bench: Bench, link: PageLinkView, input: AnyInput) -> None:
    bench.allow()
    bench.gate_of(link).receive(encode(input))
    assert bench.applied == []
    assert bench.dropped == {RefusalCode.NO_GRANT: 1}


@pytest.mark.parametrize("input", INPUTS, ids=named)
async def test_a_replay_has_no_effect(bench: Bench, input: AnyInput) -> None:
    bench.allow()
    bench.gate.receive(encode(msgspec.structs.replace(input, seq=5)))
    bench.applied.clear()
    bench.answers.clear()
    for seq in (5, 4, 1):
        bench.gate.receive(encode(msgspec.structs.replace(input, seq=seq)))
    assert bench.applied == [] and bench.answers == []
    assert bench.dropped == {"replayed": 3}


async def test_what_is_no_message_is_dropped_without_a_word(bench: Bench) -> None:
    bench.allow()
    for data in (b"", b"null", b"[" * 100_000, b'{"type":"evaluate","grant":9,"seq":1}'):
        bench.gate.receive(data)
    assert bench.applied == [] and bench.answers == []
    assert bench.dropped == {"malformed": 4}


async def test_more_than_a_person_gives_is_refused(bench: Bench) -> None:
    bench.allow()
    for seq in range(1, 10_001):
        bench.gate.receive(encode(TextInput("a", grant=9, seq=seq)))
    assert INPUTS_AT_ONCE <= len(bench.applied) < 5_000
    assert len(bench.applied) + bench.dropped[RefusalCode.TOO_FAST] == 10_000


@pytest.mark.parametrize(
    ("flag", "kinds"),
    [
        ("navigation_by_agents", {"NavigateInput"}),
        ("tabs_by_agents", {"TabInput"}),
        ("paste_by_agents", {"PasteInput"}),
    ],
)
async def test_what_the_policy_does_not_permit(bench: Bench, flag: str, kinds: set[str]) -> None:
    bench.policy = msgspec.structs.replace(bench.policy, **{flag: False})
    bench.allow()
    for input in INPUTS:
        bench.gate.receive(encode(input))
    refused = [input for input in INPUTS if named(input) in kinds]
    assert bench.dropped == {RefusalCode.NOT_PERMITTED: len(refused)}
    assert not {named(applied.input) for applied in bench.applied} & kinds


FORBIDDEN = {
    RefusalCode.GONE: None,
    RefusalCode.SECRET_FIELD: Tag("input", {"type": "password"}),
    RefusalCode.FILE: Tag("input", {"type": "file"}),
    RefusalCode.SUBMIT: Tag("button", {"type": "submit"}),
}
AIMED = [input for input in INPUTS if isinstance(input, PointerInput | ChooseInput | ValueInput)]


@pytest.mark.parametrize("code", FORBIDDEN)
@pytest.mark.parametrize("input", AIMED, ids=named)
async def test_forbidden_targets(bench: Bench, code: RefusalCode, input: AnyInput) -> None:
    bench.allow()
    bench.element = FORBIDDEN[code]
    bench.gate.receive(encode(input))
    assert bench.applied == []
    assert bench.says() == [code]


async def test_a_refused_press_does_not_take_the_focus(bench: Bench) -> None:
    bench.allow()
    bench.element = FORBIDDEN[RefusalCode.SECRET_FIELD]
    bench.gate.receive(encode(msgspec.structs.replace(AIMED[0], seq=1)))
    bench.gate.receive(encode(TextInput("a", grant=9, seq=2)))
    assert [applied.target for applied in bench.applied] == [None]


async def test_revocation_and_input_under_way_in_10_000_orders() -> None:
    chance, let_in = random.Random(4), 0
    for _ in range(10_000):
        let_in += interleave(Bench(), chance)
    assert let_in > 1_000  # what came in time, or the rest says nothing


# Number, request, place in the timeline: what she answers, and what is forged or replayed.
WORDS = [(1, "c1", 10), (1, None, 11), (1, "c1", 12), (2, "c2", 13), (1, "c1", 14)]


def interleave(bench: Bench, chance: random.Random) -> int:
    """Her acts, the server's words, late or forged, and the agent's input for two grants in turn,
    each in its own order. Returns how many inputs were let in."""
    allowed = 0  # the only grant that she wants used now

    def allow(number: int) -> None:
        nonlocal allowed
        bench.consent.allowed("v1", f"c{number}", Limits())
        allowed = number

    def stop() -> None:
        nonlocal allowed
        bench.consent.stop()
        allowed = 0

    def receive(number: int, seq: int) -> None:
        before = len(bench.applied)
        bench.gate.receive(encode(TextInput("a", grant=number, seq=seq)))
        assert len(bench.applied) == before or number == allowed

    hers: list[Act] = [partial(allow, 1), stop, partial(allow, 2), stop]
    server: list[Act] = [
        partial(bench.consent.apply, control(number, request, seq))
        for number, request, seq in WORDS
    ]
    agent: list[Act] = [partial(receive, number, seq) for number in (1, 2) for seq in range(1, 7)]
    queues = [hers, server, agent]
    while queues := [queue for queue in queues if queue]:
        chance.choice(queues).pop(0)()
    return len(bench.applied)
