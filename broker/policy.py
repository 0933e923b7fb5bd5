"""What a site allows to be asked at all, and how sessions behave: flags and seconds, no code.

A preset is a policy with a name that reproduces the habits of one of the systems people come from.
A preset lists a scope only where the product carries it out; until then asking for it is refused
with `policy_forbids`.
"""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from broker.names import Scope


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
    restart: bool = True
    """After a shared session another one may start in the same conversation."""
    scopes: frozenset[Scope] = frozenset({Scope.VIEW})
    """What may be asked for. Without `view` nothing can be shared at all."""

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
    away_seconds: float = 30.0
    """A customer without a page may come back to her session for this long."""


PRESETS: Mapping[str, Policy] = MappingProxyType(
    {
        "standard": Policy(),
        "equal": Policy(),
        "stepwise": Policy(customer_may_pause=False),
        "customer-led": Policy(agent_may_ask=False, join_without_code=False),
        "write-mode": Policy(
            agent_may_ask=False, join_without_code=False, several_agents=False, restart=False
        ),
        "agent-led": Policy(customer_may_start=False, ask_needs_message=True),
    }
)
