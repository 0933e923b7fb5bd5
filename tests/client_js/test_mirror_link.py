"""Credit, stopping, staleness: what the two ends owe each other."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable

from tests.client_js.mirror_lab import GRANT, Pair, Site

Share = Callable[..., Pair]

BUSY = """<!doctype html><body><p id=p></p><script>
  let n = 0; setInterval(() => { p.textContent = 'tick ' + n++ + 'x'.repeat(500) }, 5)</script>"""
# With text that does not get much shorter when it is deflated.
LARGE = "<!doctype html><body>" + "".join(
    f"<p class=a>{hashlib.sha256(bytes([n % 256, n // 256])).hexdigest()}</p>"
    for n in range(20_000)
)


def test_stop_means_not_one_byte_more(shared: Share) -> None:
    pair = shared(BUSY)
    pair.agent.wait_for_function("lab.mirror.body.textContent.includes('tick 1')")
    before, after = pair.customer.evaluate(
        """async () => { lab.capture.stop(); const before = lab.sentBytes()
          p.append('more'); history.pushState({}, '', '#x')
          await new Promise(r => requestAnimationFrame(() => setTimeout(r, 1500)))
          lab.capture.stop()
          return [before, lab.sentBytes()] }"""
    )
    assert after == before


def test_stop_in_the_middle_of_a_snapshot(site: Site, pair_at: Callable[..., Pair]) -> None:
    site.put("/page", LARGE)
    pair = pair_at("/page")
    pair.agent.evaluate("grant => lab.startView(grant)", GRANT)
    before, after = pair.customer.evaluate(
        """async grant => { lab.startCapture(grant)
          while (lab.sentBytes() < 30000) await new Promise(r => setTimeout(r))
          lab.capture.stop(); const before = lab.sentBytes()
          await new Promise(r => setTimeout(r, 1500))
          return [before, lab.sentBytes()] }""",
        GRANT,
    )
    assert after == before < 1_000_000


def test_nothing_is_sent_before_a_viewer_asks(site: Site, pair_at: Callable[..., Pair]) -> None:
    site.put("/page", BUSY)
    pair = pair_at("/page")
    pair.customer.evaluate("grant => lab.startCapture(grant)", GRANT)
    pair.customer.evaluate("new Promise(r => setTimeout(r, 300))")
    assert pair.sent("mirror") == b""
    assert pair.sent("sync") == b'{"type":"beat","grant":7}'


def test_where_it_is_expected_to_a_snapshot_comes_without_being_asked_for(
    site: Site, pair_at: Callable[..., Pair]
) -> None:
    site.put("/page", "<!doctype html><body><p>Here I am</p>")
    pair = pair_at("/page")
    pair.agent.evaluate(
        """grant => {
            const { sync } = lab.channels
            const send = sync.send.bind(sync)
            lab.asked = []
            sync.send = (data) => { lab.asked.push(JSON.parse(data).type); send(data) }
            lab.startView(grant, [], true)
        }""",
        GRANT,
    )
    pair.customer.evaluate("grant => lab.startCapture(grant, {}, undefined, true)", GRANT)
    pair.agent.wait_for_function("lab.paints === 1")
    assert set(pair.agent.evaluate("lab.asked")) == {"ack"}


def test_no_more_than_the_window_without_acknowledgement(
    site: Site, pair_at: Callable[..., Pair]
) -> None:
    site.put("/page", LARGE)
    pair = pair_at("/page")
    pair.customer.evaluate("grant => lab.startCapture(grant)", GRANT)
    ask = "lab.channels.sync.send(JSON.stringify({type: 'resync', grant: 7, reason: 'start'}))"
    pair.agent.evaluate(ask)
    pair.customer.wait_for_function("lab.sentBytes() > 48000")
    pair.customer.evaluate("new Promise(r => setTimeout(r, 500))")
    on_the_way = (
        "lab.sent.filter(s => s.channel !== 'sync').reduce((n, s) => n + s.bytes.length, 0)"
    )
    sent = pair.customer.evaluate(on_the_way)
    assert 48_000 < sent <= 65_536
    assert pair.customer.evaluate("Math.max(...lab.sent.map(s => s.bytes.length))") <= 16_384
    # Lies about what was received change nothing.
    lie = "bytes => lab.channels.sync.send(JSON.stringify({type: 'ack', grant: 7, "
    lie += "channel: 'mirror', bytes}))"
    for bytes_ in (10**9, -5):
        pair.agent.evaluate(lie, bytes_)
    pair.customer.evaluate("new Promise(r => setTimeout(r, 300))")
    assert pair.customer.evaluate(on_the_way) == sent
    pair.agent.evaluate(lie, sent)
    pair.customer.wait_for_function("n => lab.sentBytes() > n + 30000", arg=sent)


def test_large_page_arrives_whole_in_slices(site: Site, pair_at: Callable[..., Pair]) -> None:
    site.put("/page", LARGE)
    pair = pair_at("/page")
    pair.customer.evaluate(
        """() => { lab.longest = 0; new PerformanceObserver(list => {
          for (const { duration } of list.getEntries()) {
            lab.longest = Math.max(lab.longest, duration) } }).observe({type: 'longtask'}) }"""
    )
    pair.share()
    pair.settle()
    assert pair.in_mirror("mirror.querySelectorAll('p.a').length") == 20_000
    assert pair.customer.evaluate("lab.problems") == []
    print("longest task of the customer's page, ms:", pair.customer.evaluate("lab.longest"))


def test_mirror_is_stale_when_the_customer_falls_silent(shared: Share) -> None:
    pair = shared(BUSY)
    pair.customer.evaluate("lab.capture.stop()")
    pair.agent.wait_for_function("lab.states.at(-1) === 'stale'")


def test_first_paint_is_soon(site: Site, pair_at: Callable[..., Pair]) -> None:
    """In whatever order the two ends start, nobody waits for a timer of a second."""
    for capture_first in (True, False):
        site.put("/page", BUSY)
        pair = pair_at("/page")
        start = time.monotonic()
        if capture_first:
            pair.customer.evaluate("grant => lab.startCapture(grant)", GRANT)
            pair.agent.evaluate("grant => lab.startView(grant)", GRANT)
        else:
            pair.share()
        pair.agent.wait_for_function("lab.paints === 1")
        print("seconds to the first picture:", time.monotonic() - start)
        assert pair.sent().count(b'["start",') == 1


def test_view_takes_everything_away(shared: Share) -> None:
    pair = shared(BUSY)
    pair.agent.evaluate("lab.view.stop()")
    assert pair.agent.evaluate("document.querySelector('#container').children.length") == 0
    pair.agent.evaluate("lab.view.stop()")


def test_two_captures_of_one_page(shared: Share, pair_at: Callable[..., Pair]) -> None:
    """They do not disturb each other."""
    pair = shared(BUSY)
    pair.customer.evaluate(
        """() => { const first = lab.capture; const second = new first.constructor({window,
          exclude: [], onProblem: c => lab.problems.push(c)})
          second.viewer({channels: lab.channels, grant: 9}).start(); second.stop() }"""
    )
    pair.settle()
    assert pair.customer.evaluate("lab.problems") == []


def test_hidden_tab_still_sends(shared: Share) -> None:
    """Without animation frames the changes go out by a timer."""
    pair = shared("<!doctype html><body><p id=p>a</p>")
    pair.customer.evaluate("window.requestAnimationFrame = () => 0")
    pair.customer.evaluate("p.textContent = 'changed'")
    pair.wait_in_mirror("mirror.body.textContent === 'changed'")
