"""What is told is what is known."""

import msgspec

from media.conversations import Conversations
from signaling.messages import (
    ConversationGone,
    ConversationMessaged,
    ConversationOpened,
    ConversationState,
    ConversationStateMessage,
    Ready,
)
from tests.media.samples import AGENT, CUSTOMER, asked, granted, session, state

QUEUED = msgspec.structs.replace(state(None), state=ConversationState.QUEUED, owner=None)
SAID = ConversationMessaged(conversation="v1", seq=1, at=0.0, by=CUSTOMER, text="Hello")
REPLIED = ConversationMessaged(conversation="v1", seq=2, at=0.0, by=AGENT, text="Hi")


def opened() -> Conversations:
    known = Conversations()
    known.handle(ConversationOpened(state=state(None), timeline=[SAID]))
    return known


def test_what_opens_is_mine_and_no_longer_in_the_queue() -> None:
    known = Conversations()
    known.handle(ConversationStateMessage(state=QUEUED))
    assert (list(known.queue), known.mine) == (["v1"], {})
    known.handle(ConversationOpened(state=state(None), timeline=[SAID]))
    assert (known.queue, list(known.mine)) == ({}, ["v1"])


def test_events_are_appended_once_and_in_order() -> None:
    known = opened()
    for event in (SAID, REPLIED, REPLIED, asked(), granted()):
        known.handle(event)
    assert known.timeline("v1") == [SAID, REPLIED, asked(), granted()]
    assert known.chat("v1") == [("customer", "Hello"), ("ada", "Hi")]
    assert known.timeline("v2") == []


def test_the_last_state_holds() -> None:
    known = opened()
    known.handle(ConversationStateMessage(state=state(session())))
    assert known.mine["v1"].session == session()


def test_what_another_agent_took_leaves_the_queue() -> None:
    known = Conversations()
    known.handle(ConversationStateMessage(state=QUEUED))
    known.handle(ConversationStateMessage(state=state(None)))
    assert known.queue == {}
    known.handle(ConversationStateMessage(state=QUEUED))
    known.handle(ConversationGone(conversation="v1"))
    assert (known.queue, known.mine) == ({}, {})


def test_a_supervisor_is_told_of_what_is_nobodys_to_accept() -> None:
    known = Conversations()
    known.handle(ConversationStateMessage(state=state(None)))
    assert (list(known.others), known.queue, known.mine) == (["v1"], {}, {})
    known.handle(ConversationOpened(state=state(None), timeline=[SAID]))
    assert (known.others, list(known.mine)) == ({}, ["v1"])
    known.handle(ConversationGone(conversation="v1"))
    known.handle(ConversationStateMessage(state=QUEUED))
    assert (list(known.queue), known.mine) == (["v1"], {})


def test_ready_replaces_everything() -> None:
    known = opened()
    other = msgspec.structs.replace(QUEUED, conversation="v2")
    known.handle(
        Ready(
            id="q1",
            endpoint="e1",
            person=AGENT,
            resume_ticket="t",
            conversations=[],
            queue=[other],
            links=[],
        )
    )
    assert (known.mine, list(known.queue), known.timeline("v1")) == ({}, ["v2"], [])
