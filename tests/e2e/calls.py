"""What the tests of calls at the customer's need: an agent who asks by the wire, and her dock."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.e2e.closed_shadow import wait_until
from tests.e2e.people import Agent, Customer

CONNECT = """async () => {
  const answer = await fetch('/api/v1/agents/tickets', { method: 'POST' })
  const { ticket } = await answer.json()
  const url = new URL('/ws', location.href)
  url.protocol = 'ws:'
  url.searchParams.set('ticket', ticket)
  const socket = new WebSocket(url, 'alongside.v1')
  const waiting = new Map()
  let next = 1
  const request = (message) => new Promise((resolve) => {
    const id = `w${next++}`
    waiting.set(id, resolve)
    socket.send(JSON.stringify({ ...message, id }))
  })
  await new Promise((resolve) => {
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data)
      if (message.type === 'welcome') {
        const hello = { type: 'hello', id: 'hello', protocol: 1, client: 'test/1', key: null }
        socket.send(JSON.stringify(hello))
      }
      if (message.type === 'ready') {
        window.wire = { request, state: message.conversations[0]?.state }
        resolve()
      }
      if (message.type === 'conversation.state') window.wire.state = message.state
      if (message.type === 'ack' || message.type === 'error') {
        waiting.get(message.id)?.(message)
        waiting.delete(message.id)
      }
    }
  })
}"""


class Wire:
    """A second console of the agent's, which speaks raw messages in the only conversation."""

    def __init__(self, agent: Agent) -> None:
        self.page = agent.page
        self.page.evaluate(CONNECT)
        self._asked = 0

    @property
    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate("wire.state")
        return found

    def say(self, kind: str, **fields: Any) -> None:
        message = {"type": kind, "conversation": self.state["conversation"], **fields}
        answer = self.page.evaluate("(message) => wire.request(message)", message)
        assert answer["type"] == "ack", answer

    def ask(self, scope: str) -> str:
        self._asked += 1
        request = f"wire-{self._asked}"
        self.say("scope.ask", scope=scope, request=request)
        return request

    def refused(self, scope: str) -> str:
        """The code with which the server refuses the question."""
        message = {"type": "scope.ask", "conversation": self.state["conversation"]}
        message |= {"scope": scope, "request": f"refused-{scope}"}
        answer = self.page.evaluate("(message) => wire.request(message)", message)
        assert answer["type"] == "error", answer
        code: str = answer["code"]
        return code

    def scope(self, scope: str) -> dict[str, Any]:
        state = self.state
        scopes = (
            (state["session"] or {}).get("scopes", {}) if scope == "screen" else state["scopes"]
        )
        found: dict[str, Any] = scopes.get(scope, {"state": "off"})
        return found

    def wait(self, scope: str, state: str) -> None:
        wait_until(self.page, lambda: self.scope(scope)["state"] == state, f"{scope} {state}")

    def wait_dock(self, state: str | None) -> None:
        wait_until(self.page, lambda: self.state["dock"] == state, f"dock {state}")


def window_opened_by(customer: Customer, role: str, name: str) -> Page:
    """Her dock, opened by her click on this."""
    with customer.page.expect_popup() as popup:
        customer.widget.click(role, name)
    return popup.value
