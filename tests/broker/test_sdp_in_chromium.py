"""A real Chromium reads what the guard forwards as the guard meant it."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, async_playwright

from broker.errors import MediaNotConsented
from broker.sdp import guard
from tests.helpers.chromium import EXECUTABLE, FLAGS

PAIR = """
const gathered = (pc) => new Promise((resolve) => {
  const check = () => pc.iceGatheringState === 'complete' && resolve(pc.localDescription.sdp);
  pc.addEventListener('icegatheringstatechange', check);
  check();
});
const picture = () => document.createElement('canvas').captureStream(5).getTracks()[0];
const customer = new RTCPeerConnection();
const agent = new RTCPeerConnection();
const channels = [customer, agent].map((pc) =>
  pc.createDataChannel('mirror', {negotiated: true, id: 0}));
const opened = Promise.all(channels.map((channel) =>
  new Promise((resolve) => { channel.onopen = resolve; })));
async function offer() {
  await customer.setLocalDescription();
  return gathered(customer);
}
async function answer(sdp) {
  await agent.setRemoteDescription({type: 'offer', sdp});
  for (const transceiver of agent.getTransceivers()) {
    transceiver.direction = 'sendrecv';
    await transceiver.sender.replaceTrack(picture());
  }
  await agent.setLocalDescription();
  return gathered(agent);
}
async function accept(sdp) {
  await customer.setRemoteDescription({type: 'answer', sdp});
  await opened;
  return [customer, agent].map((pc) => pc.getTransceivers().map((t) => t.currentDirection));
}
"""


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        page = await browser.new_page()
        await page.add_script_tag(content=PAIR)
        yield page
        await browser.close()


async def test_a_page_link_opens(page: Page) -> None:
    answer = await page.evaluate("answer", guard(await page.evaluate("offer()")))
    assert await page.evaluate("accept", guard(answer)) == [[], []]


async def test_who_wants_to_receive_gets_nothing_without_a_grant(page: Page) -> None:
    await page.evaluate("customer.addTransceiver('video', {direction: 'recvonly'})")
    answer = await page.evaluate("answer", guard(await page.evaluate("offer()")))
    assert await page.evaluate("accept", guard(answer)) == [["inactive"], ["inactive"]]


async def test_a_grant_lets_the_section_pass(page: Page) -> None:
    await page.evaluate("customer.addTransceiver(picture(), {direction: 'sendonly'})")
    offer = await page.evaluate("offer()")
    with pytest.raises(MediaNotConsented):
        guard(offer)
    answer = await page.evaluate("answer", guard(offer, may_send={"0"}))
    directions = await page.evaluate("accept", guard(answer, may_receive={"0"}))
    assert directions == [["sendonly"], ["recvonly"]]


async def test_a_grant_for_one_way_lets_nothing_flow_the_other(page: Page) -> None:
    """The answerer has a picture for each section that she may not send into."""
    await page.evaluate("customer.addTransceiver(picture(), {direction: 'sendrecv'})")
    offer = guard(await page.evaluate("offer()"), may_send={"0"})
    answer = await page.evaluate("answer", offer)
    directions = await page.evaluate("accept", guard(answer, may_receive={"0"}))
    assert directions == [["sendonly"], ["recvonly"]]
