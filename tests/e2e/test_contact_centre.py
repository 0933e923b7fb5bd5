"""R32: a contact centre's script (the one in docs/integrators.md) decides who talks to whom."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from signaling.demo_site import read_notes
from tests.docs.blocks import DOCS
from tests.e2e.demo_server import BEA, DemoServer
from tests.e2e.people import Agent, Customer

TOKEN = "operator-token-of-32-characters-or-more"


class Script:
    """The example, running."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def line(self, begins: str) -> str:
        """The rest of the next line, which begins so."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline().rstrip("\n")
        while line.endswith(":"):
            line = self._process.stdout.readline().rstrip("\n")
        assert line.startswith(begins), line
        return line.removeprefix(begins).strip()

    def wish(self, text: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{text}\n")
        self._process.stdin.flush()


@contextmanager
def script(server: DemoServer, folder: Path) -> Iterator[Script]:
    text = (DOCS / "integrators.md").read_text().split("## Contact centres")[1]
    found = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert found is not None
    file = folder / "contact_centre.py"
    file.write_text(found[1])
    environment = {"ALONGSIDE_URL": server.origin, "ALONGSIDE_OPERATOR_TOKEN": TOKEN}
    site = read_notes(server.data).site_key
    process = subprocess.Popen(
        [sys.executable, str(file), site, server.user_name, server.customer_page],
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield Script(process)
        finally:
            process.kill()


def test_R32_a_link_leads_her_into_a_conversation_that_a_script_moves_and_ends(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALONGSIDE_OPERATOR_TOKEN", TOKEN)
    with DemoServer(tmp_path, [BEA]) as server:
        alex, bea = Agent.sign_in(browser, server), Agent.sign_in_as(browser, server, BEA)
        with script(server, tmp_path) as centre:
            link = centre.line("Customer:")
            assert centre.line("Agent:").startswith(f"{server.agent_console}?conversation=")
            customer = Customer.open(browser, link)
            customer.widget.wait("dialog", "Support")
            assert customer.page.url == server.customer_page
            assert customer.page.evaluate("Alongside.customer").startswith("customer_")
            customer.widget.fill("textbox", "Message", "I was sent here")
            customer.widget.click("button", "Send")
            alex.inbox.get_by_role("button").filter(has_text="I was sent here").click()
            alex.say("Welcome")
            customer.widget.wait_text("Welcome")

            centre.wish("bea")
            assert centre.line("active") == "Bea Baker"
            expect(alex.inbox.get_by_text("I was sent here")).to_have_count(0)
            bea.inbox.get_by_role("button").filter(has_text="Welcome").click()
            bea.say("I am Bea")
            customer.widget.wait_text("I am Bea")
            # The same link in another browser: somebody else.
            late = Customer.open(browser, link)
            late.open_support()
            assert "I was sent here" not in late.widget.text()
            centre.wish("end")
            assert centre.line("ended") == "Bea Baker"
            expect(bea.log).to_contain_text("ended")
            for person in (customer, late, alex, bea):
                person.page.context.close()
