"""Networks that let little through, as scripts that a person's pages begin with."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Frame, Page

from tests.e2e.people import Agent, Customer

# `transport`: of the TURN server that may be reached, alone; none: not even that. What is in
# `changes` takes the place of what our server said.
RELAY_ONLY = """({ transport, changes }) => {
    const Real = window.RTCPeerConnection
    const only = (configuration = {}) => ({
        ...configuration,
        iceTransportPolicy: 'relay',
        iceServers: (configuration.iceServers ?? []).flatMap((server) => {
            const urls = server.urls.filter((url) => url.endsWith(`=${transport}`))
            return urls.length > 0 ? [{ ...server, ...changes, urls }] : []
        }),
    })
    window.peers = []
    window.RTCPeerConnection = class extends Real {
        constructor(configuration) {
            super(only(configuration))
            window.peers.push(this)
        }
        setConfiguration(configuration) {
            super.setConfiguration(only(configuration))
        }
    }
}"""

# Kinds of both ends of the path on which the newest connection with, or without, media runs.
SELECTED = """async (media) => {
    const peer = window.peers.findLast((one) => one.getTransceivers().length > 0 === media)
    const report = await peer.getStats()
    const transport = [...report.values()].find(({ type }) => type === 'transport')
    const pair = report.get(transport.selectedCandidatePairId)
    const local = report.get(pair.localCandidateId)
    const remote = report.get(pair.remoteCandidateId)
    return [local.candidateType, local.relayProtocol, remote.candidateType]
}"""


def behind_a_firewall(
    person: Customer | Agent, transport: str | None, changes: dict[str, str] | None = None
) -> None:
    """In all windows, from the next page on, which is loaded here."""
    given = json.dumps({"transport": transport, "changes": changes or {}})
    person.page.context.add_init_script(f"({RELAY_ONLY})({given})")
    person.page.reload()


def path_of(page: Page | Frame, *, media: bool) -> list[Any]:
    found: list[Any] = page.evaluate(SELECTED, media)
    return found
