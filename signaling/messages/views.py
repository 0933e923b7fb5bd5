"""The state of the rules, as told to clients."""

import msgspec

from broker.events import (
    Person,
)
from broker.names import (
    ConsentState,
    ControlLimit,
    ControlMode,
    ConversationState,
    DockState,
    Language,
    MediaSlot,
    Permission,
    Scope,
    SessionState,
    Surface,
    TransferMode,
)
from broker.redaction_policy import RedactionAlias, RedactionMode, RedactionRule
from broker.statement import Signature, Signed


class ScopeView(msgspec.Struct, frozen=True, kw_only=True):
    """One scope's consent. `asked`: `request`, `by` (who asked), `deadline`. `granted`: `grant`,
    `by` (who granted), `asker` (whose question that was; null: nobody's), `to` (whose it is; null:
    of all agents in the session, and of its guests where it is the view), `until`, `limit`,
    `signed` (what the customer signed). `off`: nothing else."""

    state: ConsentState
    request: str | None = None
    by: Person | None = None
    asker: Person | None = None
    deadline: float | None = None
    grant: int | None = None
    to: str | None = None
    until: float | None = None
    limit: ControlLimit | None = None
    signed: Signed | None = None


class PageView(msgspec.Struct, frozen=True, kw_only=True):
    """One of the pages that the customer shares. `shown`: it is in front, and the mirror follows
    it. What it is called and where it is, the server does not know."""

    endpoint: str
    present: bool
    shown: bool


class ParticipantView(msgspec.Struct, frozen=True, kw_only=True):
    """`present`: at least one endpoint of theirs is connected."""

    person: Person
    present: bool


class KnockView(msgspec.Struct, frozen=True, kw_only=True):
    """An agent or a guest who wants to join the session, or an agent who is to own the conversation
    from then on (`transfer`), and until when the customer can answer."""

    person: Person
    request: str
    deadline: float
    transfer: bool = False


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """`deadline`: when the session ends by itself (waiting, away); None otherwise. `outside`: away,
    on a page outside the site. `scopes` holds those that are not off. `pages`: those shared, in the
    order in which they came. `knocks`: who wants to join."""

    session: str
    state: SessionState
    started_by: Person
    participants: list[ParticipantView]
    scopes: dict[str, ScopeView]
    pages: list[PageView] = []
    deadline: float | None = None
    outside: bool = False
    knocks: list[KnockView] = []


class PolicyView(msgspec.Struct, frozen=True, kw_only=True):
    """What the UI must know of the site's policy (broker/policy.py). What is not permitted is not
    shown."""

    agent_may_ask: bool
    customer_may_start: bool
    ask_needs_message: bool
    join_without_code: bool
    ask_timeout: float
    customer_may_pause: bool
    stop_pauses: bool
    restart: bool
    view_needs_press: bool
    scopes: list[Scope]
    control: ControlMode
    control_survives_load: bool
    submit_by_agents: bool
    navigation_by_agents: bool
    tabs_by_agents: bool
    paste_by_agents: bool
    laser: bool
    pen: bool
    clear_all: bool
    screen_surfaces: list[Surface]
    screen_sound: bool
    calls_by_customer: bool
    language_choice: bool
    languages: list[Language]
    transfer: TransferMode
    several_agents: bool
    guests: bool
    transcript_export: bool
    blurbs: bool


class RedactionView(msgspec.Struct, frozen=True, kw_only=True):
    """What agents may see of the site's pages: docs/mirror.md, "Redaction". Carried out in the
    customer's browser."""

    mode: RedactionMode
    rules: list[RedactionRule]
    aliases: list[RedactionAlias]
    unshared: list[str]
    asset_origins: list[str]


class ConversationView(msgspec.Struct, frozen=True, kw_only=True):
    """`seq`: of the last event in it. `session`: the one going on, or the last one, ended.
    `scopes`: of the conversation itself (`voice`, `video`, `document`), those that are not off.
    `dock`: the customer's call window; null: there is none.
    `permissions`: what the owner and each agent in the session may do, by id: what an operator gave
    them and the policy has. What is not in it they are not shown, and the customer's browser obeys
    it: it believes no agent about it.
    `asset_origins`: where an agent's browser may load pictures and fonts of the mirror. Guests are
    told of the session and the view only: `scopes` and `permissions` are empty, `dock` null, and
    there are no `knocks`."""

    conversation: str
    seq: int
    state: ConversationState
    site: str
    site_name: str
    organisation: str
    customer: Person
    customer_present: bool
    owner: Person | None
    queued_at: float
    agent_has_written: bool
    policy: PolicyView
    asset_origins: list[str]
    session: SessionView | None = None
    scopes: dict[str, ScopeView] = {}
    dock: DockState | None = None
    permissions: dict[str, list[Permission]] = {}


class PageLinkView(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="page"):
    """A connection that should exist between this endpoint and `peer`. `offerer`: whether this
    side makes the offers. `grant`: the number that every frame must carry. `peer_key`: the public
    key of the other end, for the sealed relay; None: there is no relay on this link.
    `peer_key_signed`: the signature under it, where the other end is a customer's."""

    link: str
    conversation: str
    session: str
    grant: int
    offerer: bool
    peer: Person
    ice_servers: list["IceServer"]
    peer_key: str | None = None
    peer_key_signed: Signature | None = None


class MediaLinkView(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="media"):
    """The same for voice, cameras, screen and documents. `send`, `receive`: what may flow from and
    to this endpoint now. `document`: whether the two share one."""

    link: str
    conversation: str
    offerer: bool
    peer: Person
    ice_servers: list["IceServer"]
    send: list[MediaSlot]
    receive: list[MediaSlot]
    document: bool = False


LinkView = PageLinkView | MediaLinkView


class IceServer(msgspec.Struct, frozen=True, kw_only=True):
    """RTCIceServer."""

    urls: list[str]
    username: str | None = None
    credential: str | None = None
