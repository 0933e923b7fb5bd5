"""One conversation as the server would describe it: ids v1, s1, r1, l1 and grant 7."""

from typing import Any

import msgspec

from signaling.messages import (
    ConsentState,
    ControlMode,
    ConversationState,
    ConversationView,
    PageLinkView,
    Person,
    PolicyView,
    Role,
    Scope,
    ScopeAsked,
    ScopeGranted,
    ScopeView,
    SessionState,
    SessionView,
    Surface,
    TransferMode,
)

CUSTOMER = Person(id="c1", role=Role.CUSTOMER)
AGENT = Person(id="a1", role=Role.AGENT, name="ada")
LINK = PageLinkView(
    link="l1",
    conversation="v1",
    session="s1",
    grant=7,
    offerer=True,
    peer=AGENT,
    ice_servers=[],
)


def granted(**changes: object) -> ScopeGranted:
    event = ScopeGranted(
        conversation="v1",
        seq=9,
        at=1.0,
        session="s1",
        scope=Scope.VIEW,
        grant=7,
        by=CUSTOMER,
        request="r1",
    )
    return msgspec.structs.replace(event, **changes)


def state(session: SessionView | None) -> ConversationView:
    return ConversationView(
        conversation="v1",
        seq=9,
        state=ConversationState.ACTIVE,
        site="shop",
        site_name="Shop",
        organisation="Shop Ltd",
        customer=CUSTOMER,
        customer_present=True,
        owner=AGENT,
        queued_at=1.0,
        agent_has_written=True,
        asset_origins=[],
        policy=PolicyView(
            agent_may_ask=True,
            customer_may_start=True,
            ask_needs_message=False,
            join_without_code=True,
            ask_timeout=30,
            customer_may_pause=True,
            stop_pauses=False,
            restart=True,
            view_needs_press=False,
            scopes=[Scope.VIEW, Scope.CONTROL],
            control=ControlMode.ASKED,
            control_survives_load=False,
            submit_by_agents=False,
            navigation_by_agents=True,
            tabs_by_agents=True,
            paste_by_agents=True,
            laser=True,
            pen=True,
            clear_all=False,
            screen_surfaces=list(Surface),
            screen_sound=False,
            calls_by_customer=True,
            transfer=TransferMode.ENDS,
            several_agents=True,
            guests=True,
            transcript_export=True,
            blurbs=True,
            language_choice=True,
            languages=[],
        ),
        session=session,
    )


def session(grant: int | None = 7, **changes: object) -> SessionView:
    scopes = {} if grant is None else {"view": ScopeView(state=ConsentState.GRANTED, grant=grant)}
    view = SessionView(
        session="s1",
        state=SessionState.ACTIVE,
        started_by=AGENT,
        participants=[],
        scopes=scopes,
    )
    return msgspec.structs.replace(view, **changes)


def asked(**changes: Any) -> ScopeAsked:
    event = ScopeAsked(
        conversation="v1",
        seq=8,
        at=1.0,
        session="s1",
        scope=Scope.VIEW,
        request="r1",
        by=AGENT,
        deadline=31.0,
    )
    return msgspec.structs.replace(event, **changes)
