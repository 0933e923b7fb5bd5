"""A customer's browser tells that it does not understand a rule. It has hidden what the rule is
for; only the site's operator can do something about it."""

from broker.errors import NotAllowed, UnknownThing, WrongState
from broker.names import EndpointKind, Role
from signaling.hub import Hub
from signaling.messages import RuleFailed
from signaling.peer import Peer
from signaling.store.rule_failures import rule_id


async def rules_failed(hub: Hub, peer: Peer, told: RuleFailed) -> None:
    """Counts this page once for each of the rules. Raises UnknownThing, NotAllowed, WrongState."""
    room = await hub.room(peer, told.conversation)
    if peer.person.role is not Role.CUSTOMER or peer.kind is not EndpointKind.PAGE:
        raise NotAllowed(role=peer.person.role, act="say this")
    if room.conversation.session is None:
        raise WrongState(what="conversation", state=room.conversation.conversation_state)
    rules = () if peer.redaction is None else peer.redaction.rules
    if max(told.rules) >= len(rules):
        # Perhaps it was told of others meanwhile: it will see for itself.
        raise UnknownThing(what="rule")
    new = {rule_id(rules[place]) for place in told.rules} - peer.failed_rules
    if new:
        peer.failed_rules |= new
        await hub.store.rule_failures.add(peer.site, new, hub.clock())
