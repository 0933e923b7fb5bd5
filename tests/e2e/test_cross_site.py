"""A page of another website uses the sign-in of the agent who visits it (A-02, A-13): in a real
browser, where the cookie goes along, since a port makes no other site.
"""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent
from tests.e2e.website import Website

OPEN = """([url, ticket]) => new Promise((told) => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?ticket=${ticket}`, ['alongside.v1'])
  socket.onopen = () => told('open')
  socket.onclose = () => told('closed')
})"""
# Without a preflight, with one, and as a form does.
POST = """async ([url, type, mode]) => {
  const headers = type === null ? {} : { 'content-type': type }
  const answer = await fetch(url, {
    method: 'POST', credentials: 'include', mode, headers, body: '{}',
  }).catch(() => null)
  return answer === null ? 'refused' : answer.type === 'opaque' ? 'opaque' : answer.status
}"""
TICKET = """async () => (await (await fetch('/api/v1/agents/tickets', {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}',
})).json()).ticket"""
CALLS = ("/api/v1/agents/tickets", "/api/v1/agents/sign-out", "/api/v1/account/sign-ins/end")


def test_A02_A13_another_website_does_nothing_with_the_sign_in_of_its_visitor(
    server: DemoServer, agent: Agent
) -> None:
    with Website(server) as website:
        # One registered with the broker, and one that nobody knows.
        for origin in (website.origin, website.outside):
            ticket = agent.page.evaluate(TICKET)
            evil = agent.page.context.new_page()
            evil.goto(f"{origin}/evil")
            assert evil.evaluate(OPEN, [server.origin, "made-up"]) == "closed"
            # Not even with a real one.
            assert evil.evaluate(OPEN, [server.origin, ticket]) == "closed"
            for path in CALLS:
                url = server.origin + path
                for kind in ("application/json", "text/plain"):
                    assert evil.evaluate(POST, [url, kind, "cors"]) == "refused"
                # It is sent, and nobody reads the answer.
                assert evil.evaluate(POST, [url, "text/plain", "no-cors"]) == "opaque"
            evil.close()
        # Nothing has happened to her, and the own page gets in as ever.
        assert agent.page.evaluate(OPEN, [server.origin, agent.page.evaluate(TICKET)]) == "open"
        expect(agent.page.get_by_role("link", name="Alex Demo")).to_be_visible()
