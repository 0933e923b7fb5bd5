"""A customer's page that several viewers see, each over a link of its own."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from typing import Any

from playwright.sync_api import Page

from tests.client_js.mirror_lab import whole

# See `mark` in harness/lab.ts.
MARK_NODES = 101


class Crowd:
    """`viewers` are numbers, from 0 on; all views are in one tab."""

    def __init__(self, customer: Page, agent: Page) -> None:
        self.customer = customer
        self.agent = agent
        self._marks = 0

    def link(self, *viewers: int) -> None:
        for viewer in viewers:
            offer = self.customer.evaluate("n => crowd.offer(n)", viewer)
            answer = self.agent.evaluate("([n, sdp]) => crowd.answer(n, sdp)", [viewer, offer])
            self.customer.evaluate("([n, sdp]) => crowd.accept(n, sdp)", [viewer, answer])

    def join(self, *viewers: int) -> None:
        """The page is shared with them, and they ask for it."""
        self.agent.evaluate("all => Promise.all(all.map((n) => crowd.view(n)))", list(viewers))
        self.customer.evaluate("all => { for (const n of all) crowd.join(n) }", list(viewers))

    def wait_for_paint(self, *viewers: int) -> None:
        painted = "all => all.every((n) => crowd.seat(n).paints === 1)"
        self.agent.wait_for_function(painted, arg=list(viewers))

    def stall(self, viewer: int, *, stalled: bool) -> None:
        """It acknowledges nothing any more; or all at once what it has kept back."""
        self.agent.evaluate("([n, on]) => crowd.seat(n).stall(on)", [viewer, stalled])

    def assert_same(self, viewers: Sequence[int]) -> None:
        """They see what is in the page now. Some of it is found by looking, and comes later."""
        self._settle(viewers)
        page = self.customer.evaluate("lab.describePage()")
        try:
            agree = "([all, page]) => crowd.agree(all, page)"
            self.agent.wait_for_function(agree, arg=[list(viewers), page], timeout=30_000)
        finally:
            for viewer in viewers:
                seen = self.agent.evaluate("n => crowd.describe(n)", viewer)
                assert seen == page, f"viewer {viewer}"

    def _settle(self, viewers: Sequence[int]) -> None:
        """See Pair.settle."""
        mark = self.customer.evaluate("lab.mark()")
        self._marks += 1
        last = "mirror.documentElement.lastChild.textContent.endsWith"
        self.wait_in_mirrors(viewers, f"{last}('{mark}')")
        self.customer.evaluate("document.documentElement.lastChild.remove()")
        self.wait_in_mirrors(viewers, f"!{last}('{mark}')")

    def in_mirrors(self, viewers: Iterable[int], expression: str) -> list[Any]:
        """The value of an expression over `mirror`, for each viewer."""
        script = f"n => {{ const mirror = crowd.seat(n).shown; return {expression} }}"
        return [self.agent.evaluate(script, viewer) for viewer in viewers]

    def wait_in_mirrors(self, viewers: Iterable[int], expression: str) -> None:
        script = (
            "all => all.every((n) => { const mirror = crowd.seat(n).shown; "
            f"return mirror?.body != null && ({expression}) }})"
        )
        self.agent.wait_for_function(script, arg=list(viewers), timeout=30_000)

    def sent(self, viewer: int, channel: str) -> int:
        """Bytes."""
        script = "([n, channel]) => crowd.seat(n).sent[channel] ?? 0"
        return int(self.customer.evaluate(script, [viewer, channel]))

    def mirrored(self, viewer: int) -> list[bytes]:
        """The messages that this viewer was sent of the page, inflated."""
        encoded = self.customer.evaluate("n => crowd.seat(n).mirroredMessages()", viewer)
        return list(whole([base64.b64decode(part) for part in encoded]))

    @property
    def nodes_read(self) -> int:
        """Nodes of the page that were read for the first time, beside the marks of `_settle`."""
        return int(self.customer.evaluate("crowd.nodesRead")) - self._marks * MARK_NODES

    def assert_undisturbed(self, viewers: Sequence[int], repairs: int | None = 0) -> None:
        """Nobody has complained. `repairs`: that each of them has asked for; None: any number."""
        assert self.customer.evaluate("crowd.problems") == []
        for viewer in viewers:
            seat = "n => [crowd.seat(n).problems, crowd.seat(n).resyncs]"
            assert self.agent.evaluate(seat, viewer) == [[], 0], f"viewer {viewer}"
            asked = self.agent.evaluate("n => crowd.seat(n).repairs", viewer)
            assert repairs in (None, asked), f"viewer {viewer}"
