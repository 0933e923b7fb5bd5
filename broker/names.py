"""The words of the domain: the same on the wire, in the store, in the UI and in the docs."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in a conversation."""

    CUSTOMER = "customer"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    GUEST = "guest"
    OPERATOR = "operator"

    @property
    def is_staff(self) -> bool:
        """Who answers customers: a supervisor is an agent with more rights."""
        return self in (Role.AGENT, Role.SUPERVISOR)


class Scope(StrEnum):
    """What consent is about."""

    VIEW = "view"
    CONTROL = "control"
    SCREEN = "screen"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"
    RECORDING = "recording"


class ConversationState(StrEnum):
    """`queued`: it waits for an agent. `active`: an agent owns it. `inactive`: it is owned, but
    nothing has happened for a while; there is no co-browse and no call until somebody writes."""

    QUEUED = "queued"
    ACTIVE = "active"
    INACTIVE = "inactive"
    ENDED = "ended"


class SessionState(StrEnum):
    """`waiting`: the customer started, no agent yet. `asked`: an agent asked for `view`.
    `away`: the customer's pages are gone and a deadline runs."""

    WAITING = "waiting"
    ASKED = "asked"
    ACTIVE = "active"
    PAUSED = "paused"
    AWAY = "away"
    ENDED = "ended"


class ConsentState(StrEnum):
    OFF = "off"
    ASKED = "asked"
    GRANTED = "granted"


class ControlMode(StrEnum):
    """How `control` comes about. `asked`: an agent asks, the customer allows. `included`: granted
    in the same act as `view`. `switched`: one side holds it; the customer may also give it to an
    agent unasked, and take it back."""

    ASKED = "asked"
    INCLUDED = "included"
    SWITCHED = "switched"


class ControlLimit(StrEnum):
    """What `control` is limited to: typing into fields, or a region of the page that the customer
    has marked. The region itself is known in her browser only."""

    TYPING = "typing"
    REGION = "region"


class EndpointKind(StrEnum):
    """One browsing context or headless peer: a customer's page, her call window, her chat in a
    window of its own, an agent's console, or the page of a guest."""

    PAGE = "page"
    DOCK = "dock"
    CHAT = "chat"
    CONSOLE = "console"
    GUEST = "guest"


class TransferMode(StrEnum):
    """What becomes of an open session when its conversation goes to another agent. `ends`: it
    ends, and the other agent asks anew. `warm`: the same, unless the customer lets the other agent
    in before. `refused`: nobody takes it over while it is open."""

    ENDS = "ends"
    WARM = "warm"
    REFUSED = "refused"


class LinkKind(StrEnum):
    PAGE = "page"
    MEDIA = "media"


class MediaSlot(StrEnum):
    """The media sections of a media link, in their order: the first has the mid `0`."""

    VOICE = "voice"
    CAMERA = "camera"
    SCREEN = "screen"
    SOUND = "sound"

    @property
    def mid(self) -> str:
        return str(list(MediaSlot).index(self))


class Surface(StrEnum):
    """What a captured screen shows: `displaySurface` of the Screen Capture specification."""

    BROWSER = "browser"
    WINDOW = "window"
    MONITOR = "monitor"


class Language(StrEnum):
    """BCP 47 tags of the languages that there are texts in (client_js/src/i18n/)."""

    ENGLISH = "en"
    GERMAN = "de"
    FRENCH = "fr"
    SPANISH = "es"
    PORTUGUESE = "pt-BR"
    ITALIAN = "it"
    JAPANESE = "ja"
    ARABIC = "ar"


class DockState(StrEnum):
    """`lost`: its WebSocket is gone, and may come back."""

    CONNECTED = "connected"
    LOST = "lost"


class Reason(StrEnum):
    """Why something ended; travels in the event, and the UI has a sentence for each."""

    BY_CUSTOMER = "by_customer"
    BY_AGENT = "by_agent"
    BY_OPERATOR = "by_operator"
    SWITCHED_OFF = "switched_off"  # the operator switched co-browse off for the whole server
    DENIED = "denied"
    EXPIRED = "expired"  # nobody answered, or nobody joined, before the deadline
    WITHDRAWN = "withdrawn"
    CUSTOMER_GONE = "customer_gone"  # away past the deadline
    AGENT_GONE = "agent_gone"  # no agent left in the session past the resume window
    CONVERSATION_ENDED = "conversation_ended"
    SESSION_ENDED = "session_ended"
    SESSION_PAUSED = "session_paused"
    VIEW_ENDED = "view_ended"  # no `view` -> no `control`
    SCREEN_STARTED = "screen_started"  # `screen` switches `control` off
    PARTICIPANT_GONE = "participant_gone"
    PAGE_CHANGED = "page_changed"  # the page for which `control` had been granted has gone
    POLICY_CHANGED = "policy_changed"  # the site does not have this scope any more
    CALL_ENDED = "call_ended"  # no `voice` -> no `video`
    DOCK_CLOSED = "dock_closed"  # the customer's call window, which held the media, has gone
    DENIED_BY_DEVICE = "denied_by_device"  # she, or her browser or system, refused access
    NO_DEVICE = "no_device"  # there is nothing to capture with, or it is impossible there
    REMOVED = "removed"  # the customer or the owner took this agent out of the session
    NOT_LET_IN = "not_let_in"  # the customer's browser knows of no click that let this agent in
    LEFT = "left"  # of the agent's own accord
    TRANSFERRED = "transferred"  # the conversation went to another agent
    REQUEUED = "requeued"  # the conversation went back to the queue
    TAKEN_OVER = "taken_over"  # a supervisor took the conversation over
    INACTIVE = "inactive"  # nothing happened in the conversation for long
    SIGNED_OUT = "signed_out"  # the agent who owned the conversation signed out
    SURFACE_FORBIDDEN = "surface_forbidden"  # the site's policy does not let this be captured
