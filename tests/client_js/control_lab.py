"""A customer's page and an agent in control of it, with nothing between them but the page link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.client_js.mirror_lab import GRANT, Pair

# As in harness/control.ts.
CONTROL_GRANT = 21


class Control:
    """The agent's messages are raw: what her own console would never send, too."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.customer = pair.customer
        self.agent = pair.agent

    def do(self, expression: str) -> Any:
        """What the agent does, with `agent`; returns when the customer's side has dealt with it."""
        return self.agent.evaluate(
            f"""(async () => {{ const {{agent}} = lab; const result = {expression}
            await agent.dealt()
            return result }})()"""
        )

    def arrived(self) -> None:
        """Waits until everything that was sent has been dealt with. Needs a live grant."""
        self.agent.evaluate("lab.agent.dealt()")

    def allow(self, **permission: Any) -> None:
        self.customer.evaluate("given => lab.customer.allow(given)", permission)

    def page(self, expression: str) -> Any:
        """The value of an expression over the customer's page."""
        return self.customer.evaluate(expression)

    def refusals(self) -> list[str]:
        """The codes of what was refused since this was called last."""
        codes = self.agent.evaluate("lab.agent.answers.splice(0).map(answer => answer.code)")
        return list(codes)


def take_control(pair: Pair, permission: Mapping[str, Any] | None = None) -> Control:
    """The pair must share a page."""
    given = dict(permission or {})
    pair.customer.evaluate("([grant, given]) => lab.startHands(grant, given)", [GRANT, given])
    pair.agent.evaluate("lab.takeControl()")
    return Control(pair)
