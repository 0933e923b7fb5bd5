"""The state of the rules as clients are told it (messages/)."""

from collections.abc import Mapping
from typing import assert_never

from msgspec.structs import replace

from broker.consent import Asked, Consent, Granted, Off
from broker.conversation import Conversation
from broker.events import (
    ConversationEnded,
    SessionActivated,
    SessionAway,
    SessionEnded,
    SessionJoined,
    SessionLeft,
    SessionPaused,
    SessionResumed,
    SessionReturned,
)
from broker.names import Permission, Scope, Surface
from broker.permission import effective
from broker.policy import Policy
from broker.redaction_policy import RedactionPolicy
from broker.session import Away, Session
from broker.state import OF_SOCKETS
from signaling.messages import (
    AnyEvent,
    ConversationView,
    KnockView,
    PageView,
    ParticipantView,
    PolicyView,
    RedactionView,
    ScopeView,
    SessionView,
)
from signaling.peer import encode
from signaling.store.sites import Site

# Enough of a timeline for a screen or ten; a chat of hours must not make every reload heavy.
TIMELINE_MOST = 500
TIMELINE_BYTES = 262_144
# While the device is shown, the tools for the page rest.
OF_GUESTS = (Scope.VIEW, Scope.SCREEN)


def conversation_view(conversation: Conversation, site: Site) -> ConversationView:
    session, state = conversation.session, conversation.state
    assert state is not None
    return ConversationView(
        conversation=conversation.id,
        seq=conversation.version,
        state=conversation.conversation_state,
        site=site.id,
        site_name=site.name,
        organisation=site.organisation,
        customer=conversation.customer,
        customer_present=conversation.present(conversation.customer.id),
        owner=conversation.owner,
        queued_at=conversation.queued_at,
        agent_has_written=conversation.agent_has_written,
        policy=_policy_view(conversation.policy),
        asset_origins=list(site.redaction.asset_origins),
        session=None if session is None else _session_view(conversation, session),
        scopes=_scope_views(state.consent),
        dock=state.dock,
        permissions={agent: _permissions(conversation, agent) for agent in sorted(state.staff)},
    )


def _permissions(conversation: Conversation, agent: str) -> list[Permission]:
    found = effective(conversation.policy, conversation.permits(agent))
    return [one for one in Permission if one in found]


def guest_view(view: ConversationView) -> ConversationView:
    """What of it guests are told: the session and the view, and neither who calls nor who else is
    at the door."""
    session = view.session
    if session is not None:
        shared = {name: scope for name, scope in session.scopes.items() if name in OF_GUESTS}
        session = replace(session, knocks=[], scopes=shared)
    return replace(
        view, session=session, scopes={}, dock=None, agent_has_written=False, permissions={}
    )


def is_for_guests(event: AnyEvent) -> bool:
    """Events of the session, and of what guests are told about it: nothing that was written."""
    match event:
        case (
            SessionJoined()
            | SessionLeft()
            | SessionActivated()
            | SessionPaused()
            | SessionResumed()
            | SessionAway()
            | SessionReturned()
            | SessionEnded()
            | ConversationEnded()
        ):
            return True
        case _:
            return False


def redaction_view(redaction: RedactionPolicy) -> RedactionView:
    return RedactionView(
        mode=redaction.mode,
        rules=list(redaction.rules),
        aliases=list(redaction.aliases),
        unshared=list(redaction.unshared),
        asset_origins=list(redaction.asset_origins),
    )


def timeline(events: list[AnyEvent]) -> list[AnyEvent]:
    """What happened between people, the newest of it where it was much; that sockets came and went
    is no news."""
    told: list[AnyEvent] = [event for event in events if not isinstance(event, OF_SOCKETS)]
    newest, size = told[-TIMELINE_MOST:], 0
    for index in reversed(range(len(newest))):
        size += len(encode(newest[index]))
        if size > TIMELINE_BYTES:
            return newest[index + 1 :]
    return newest


def _policy_view(policy: Policy) -> PolicyView:
    return PolicyView(
        agent_may_ask=policy.agent_may_ask,
        customer_may_start=policy.customer_may_start,
        ask_needs_message=policy.ask_needs_message,
        join_without_code=policy.join_without_code,
        ask_timeout=policy.ask_seconds,
        customer_may_pause=policy.customer_may_pause,
        stop_pauses=policy.stop_pauses,
        restart=policy.restart,
        view_needs_press=policy.view_needs_press,
        scopes=[scope for scope in Scope if scope in policy.scopes],
        control=policy.control,
        control_survives_load=policy.control_survives_load,
        submit_by_agents=policy.submit_by_agents,
        navigation_by_agents=policy.navigation_by_agents,
        tabs_by_agents=policy.tabs_by_agents,
        paste_by_agents=policy.paste_by_agents,
        laser=policy.laser,
        pen=policy.pen,
        clear_all=policy.clear_all,
        screen_surfaces=[one for one in Surface if one in policy.screen_surfaces],
        screen_sound=policy.screen_sound,
        calls_by_customer=policy.calls_by_customer,
        language_choice=policy.language_choice,
        languages=list(policy.languages),
        transfer=policy.transfer,
        several_agents=policy.several_agents,
        guests=policy.guests,
        transcript_export=policy.transcript_export,
        blurbs=policy.blurbs,
    )


def _session_view(conversation: Conversation, session: Session) -> SessionView:
    people = [conversation.customer, *session.participants.values()]
    return SessionView(
        session=session.id,
        state=session.state,
        started_by=session.started_by,
        participants=[
            ParticipantView(person=person, present=conversation.present(person.id))
            for person in people
        ],
        scopes=_scope_views(session.consent),
        pages=[
            PageView(
                endpoint=page,
                present=conversation.endpoints[page].present,
                shown=page == conversation.page,
            )
            for page in conversation.pages
        ],
        deadline=session.deadline,
        outside=isinstance(session.phase, Away) and session.phase.outside,
        knocks=[
            KnockView(
                person=knock.person,
                request=knock.request,
                deadline=knock.deadline,
                transfer=knock.transfer,
            )
            for knock in session.knocks.values()
        ],
    )


def _scope_views(consents: Mapping[Scope, Consent]) -> dict[str, ScopeView]:
    return {
        scope.value: _scope_view(consent)
        for scope, consent in consents.items()
        if not isinstance(consent, Off)
    }


def _scope_view(consent: Consent) -> ScopeView:
    match consent:
        case Off():
            return ScopeView(state=consent.state)
        case Asked():
            return ScopeView(
                state=consent.state,
                request=consent.request,
                by=consent.by,
                deadline=consent.deadline,
            )
        case Granted():
            return ScopeView(
                state=consent.state,
                grant=consent.grant,
                by=consent.by,
                asker=consent.asker,
                to=consent.to,
                until=consent.until,
                limit=consent.limit,
                signed=consent.signed,
            )
        case _:
            assert_never(consent)
