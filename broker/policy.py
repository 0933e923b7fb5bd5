"""What a site allows to be asked at all, and how sessions behave: flags and seconds, no code.

A preset is a policy with a name that reproduces the habits of one of the systems people come from.
Asking for a scope that a policy does not list is refused with `policy_forbids`.
"""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from broker.names import ControlMode, Language, Scope, Surface, TransferMode


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """A site's policy. It is read when a command is decided and never when events are folded, so
    the owner of a conversation may replace it at any time; what was decided stays decided."""

    agent_may_ask: bool = True
    customer_may_start: bool = True
    customer_may_pause: bool = True
    ask_needs_message: bool = False
    """An agent must have written before anybody may ask for the view."""
    join_without_code: bool = True
    """The owner of the conversation may join the session in it without typing the session ID."""
    several_agents: bool = True
    most_agents: int = 5
    """So many others may be in a session at once, agents and guests; each of them is sent a copy of
    the page by the customer's browser."""
    guests: bool = True
    """People without an account may be invited to see the page. Each is let in by the customer."""
    restart: bool = True
    """After a shared session another one may start in the same conversation."""
    stop_pauses: bool = False
    """The customer's Stop pauses first; then she ends the session or goes on."""
    view_needs_press: bool = False
    """An agent sees nothing before pressing View. Carried out by the two browsers: the customer's
    sends nothing before the agent's asks for it."""
    scopes: frozenset[Scope] = frozenset(
        {Scope.VIEW, Scope.CONTROL, Scope.SCREEN, Scope.VOICE, Scope.VIDEO, Scope.DOCUMENT}
    )
    """What may be asked for. Without `view` nothing can be shared at all."""

    control: ControlMode = ControlMode.ASKED
    """How an agent comes to control the page: `asked` for; `included` in the view; `switched`
    between the two sides, also by the customer of her own accord."""
    control_survives_load: bool = False
    """Control goes on when the customer loads another page."""
    submit_by_agents: bool = False
    """With control, agents may submit forms."""
    navigation_by_agents: bool = True
    """With control, agents may go back, forward and to an address of the site, and reload."""
    tabs_by_agents: bool = True
    """With control, agents may open, switch and close shared tabs."""
    paste_by_agents: bool = True
    """With control, agents may paste text."""
    laser: bool = True
    pen: bool = True
    clear_all: bool = False
    """Agents may clear everybody's drawings, not only their own."""
    screen_surfaces: frozenset[Surface] = frozenset(Surface)
    """What of her device the customer may show. Carried out by her browser."""
    screen_sound: bool = False
    """With her screen she may let its sound be heard."""
    calls_by_customer: bool = True
    """The customer may call; agents may in any case where `scopes` has `voice` or `video`."""

    keep_transcript: bool = True
    """What was written stays stored after the conversation; otherwise it is erased at its end."""
    transcript_export: bool = True
    """Customer and agents may save what was written as a file. Carried out by their browsers."""
    blurbs: bool = True
    """While the customer's chat window is closed, what waits in it is said beside its button."""
    language_choice: bool = True
    """The customer may choose the language of the widget."""
    languages: tuple[Language, ...] = ()
    """Those that the widget may be in, first the one for who speaks none of them; empty: all."""

    transfer: TransferMode = TransferMode.ENDS
    """What becomes of an open session when the conversation goes to another agent."""

    ask_seconds: float = 30.0
    """An unanswered question counts as denied after this."""
    cooldown_seconds: float = 10.0
    """After a denial, or a question without an answer, the same scope cannot be asked for again
    for this long."""
    withdrawn_seconds: float = 3.0
    """The same after a question that was taken back, by its asker or by a rule: long enough that
    nobody can fill a customer's screen with questions, short enough to correct a slip."""
    waiting_seconds: float = 900.0
    """A session that no agent joins ends after this."""
    resume_seconds: float = 30.0
    """A lost WebSocket may resume its endpoint for this long."""
    dock_seconds: float = 20.0
    """What needs the customer's call window ends when that has not connected after this."""
    away_seconds: float = 30.0
    """A customer without a page may come back to her session for this long."""
    outside_seconds: float = 300.0
    """The same after she left for a page outside the site."""
    inactive_seconds: float = 1800.0
    """A conversation without a session or a call in which nothing happens for this long becomes
    inactive; 0: never."""
    close_seconds: float = 86_400.0
    """An inactive conversation ends after this; 0: never."""
    abandoned_seconds: float = 3600.0
    """A queued conversation whose customer has been gone for this long ends; 0: never."""

    @property
    def includes_control(self) -> bool:
        """Whether `control` comes with `view`, by the same yes."""
        return self.control is ControlMode.INCLUDED and Scope.CONTROL in self.scopes


_PAGE_ONLY = frozenset({Scope.VIEW, Scope.CONTROL})
_WITH_CALLS = _PAGE_ONLY | {Scope.VOICE, Scope.VIDEO, Scope.DOCUMENT}
_WITH_SCREEN = _PAGE_ONLY | {Scope.SCREEN}

PRESETS: Mapping[str, Policy] = MappingProxyType(
    {
        "standard": Policy(transfer=TransferMode.WARM),
        "equal": Policy(
            scopes=_WITH_CALLS,
            control=ControlMode.INCLUDED,
            control_survives_load=True,
            stop_pauses=True,
            guests=False,
        ),
        "stepwise": Policy(
            scopes=_WITH_SCREEN, customer_may_pause=False, view_needs_press=True, guests=False
        ),
        "customer-led": Policy(
            scopes=_PAGE_ONLY,
            agent_may_ask=False,
            join_without_code=False,
            control=ControlMode.SWITCHED,
        ),
        "write-mode": Policy(
            scopes=_PAGE_ONLY,
            agent_may_ask=False,
            join_without_code=False,
            several_agents=False,
            guests=False,
            restart=False,
            transfer=TransferMode.REFUSED,
        ),
        "agent-led": Policy(
            scopes=_WITH_SCREEN, customer_may_start=False, ask_needs_message=True, guests=False
        ),
    }
)
