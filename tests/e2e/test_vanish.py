"""A side that vanishes without a word is told to the other within 5 s."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.helpers.chromium import EXECUTABLE, FLAGS


def processes_of(profile: Path) -> list[int]:
    """Every process of the Chromium that uses `profile`, its network service included."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if str(profile).encode() in command and b"chromium" in command:
            found.append(int(entry.name))
    return found


def signal_all(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        os.kill(pid, number)


@pytest.mark.long
def test_a_customer_whose_machine_freezes(
    playwright: Playwright, server: DemoServer, agent: Agent, tmp_path: Path
) -> None:
    profile = tmp_path / "frozen profile"
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=EXECUTABLE, args=FLAGS
    )
    customer = Customer(context.pages[0])
    customer.page.goto(server.customer_page)
    customer.say("My parcel is late")
    agent.accept("My parcel is late")
    agent.say("Let me have a look")
    agent.request()
    customer.allow()
    agent.sees(customer.page.locator("h1").inner_text())
    pids = processes_of(profile)
    assert len(pids) > 2
    signal_all(pids, signal.SIGSTOP)
    try:
        silent = agent.page.get_by_text("No news from the customer's browser.")
        away = agent.page.get_by_text(re.compile("away", re.IGNORECASE))
        # The console notices by itself; the server's word, with the deadline, takes its place.
        expect(silent.or_(away).first).to_be_visible(timeout=5_000)
        expect(away.first).to_be_visible()
    finally:
        signal_all(pids, signal.SIGCONT)
    expect(agent.page.get_by_text(re.compile("away", re.IGNORECASE))).to_have_count(0)
    context.close()
