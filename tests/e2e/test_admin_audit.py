"""The admin console proves afterwards what happened, and sets how long what is kept."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from typer.testing import CliRunner

from signaling.cli import cli
from tests.e2e.demo_server import DemoServer
from tests.e2e.operators import NARROW, WIDE, Operator, is_shown_well
from tests.e2e.people import Agent, Customer
from tests.e2e.test_accessibility import violations

# Pieces of sentences are looked for, which no translation has at the same place.
pytestmark = pytest.mark.english


def test_R71_an_operator_proves_what_was_allowed(
    sharing: None,
    browser: Browser,
    server: DemoServer,
    customer: Customer,
    agent: Agent,
    tmp_path: Path,
) -> None:
    operator = Operator.sign_in(browser, server)
    page = operator.page
    operator.go("Audit")
    expect(page.get_by_text(re.compile(r"^\d+ rows are written down\.$"))).to_be_visible()
    row = page.get_by_role("row")
    expect(row.filter(has_text="It was allowed: Page")).to_contain_text("Customer")
    is_shown_well(page)
    # By kind, with the keys alone; what was said is nowhere.
    assert "My parcel is late" not in page.locator("main").inner_text()
    page.get_by_label("What happened").select_option("It was allowed")
    page.get_by_role("button", name="Find").press("Enter")
    expect(operator.heading("Records")).to_be_focused()
    expect(row).to_have_count(2)
    by = row.nth(1).get_by_role("button").first
    who = by.get_attribute("title") or ""
    by.click()
    expect(page.get_by_label("By whom")).to_have_value(who)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download these as CSV").click()
    head, line, end = download.value.path().read_text().split("\n")
    assert head.startswith("number,at,type,by,") and ",scope.granted," in line and end == ""
    page.get_by_label("From", exact=True).fill("2030-01-02")
    page.get_by_label("To", exact=True).fill("2030-01-01")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("alert")).to_have_text("The period ends before it begins.")
    expect(page.get_by_label("To", exact=True)).to_be_focused()
    page.get_by_label("To", exact=True).fill("2030-01-03")
    page.get_by_label("To", exact=True).press("Enter")
    expect(page.get_by_text("Nothing was found.")).to_be_visible()
    page.get_by_label("Conversation").fill('"} OR 1=1')
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("alert")).to_contain_text("An id has 1 to 64 of")
    page.get_by_role("button", name="Show all").click()
    expect(row.filter(has_text="Somebody wrote a message").first).to_be_visible()
    page.get_by_role("button", name="Check it now").click()
    expect(page.get_by_text("all signatures are right")).to_be_visible()
    assert_is_whole(page, "Download the audit log", tmp_path)
    server.sql("UPDATE audit SET record = record || ' ' WHERE number = 3")
    page.get_by_role("button", name="Check it now").click()
    expect(page.get_by_text("The first bad row is 3: edited.")).to_be_visible()
    page.context.close()


def test_an_operator_sets_how_long_things_are_kept_and_what_sites_are_called(
    browser: Browser, server: DemoServer, tmp_path: Path
) -> None:
    operator = Operator.sign_in(browser, server)
    page = operator.page
    operator.go("Settings")
    words = page.get_by_label("What was written in ended conversations")
    expect(words).to_have_value("configured")
    words.select_option("Days of its own")
    days = page.get_by_label("Days", exact=True)
    save = page.locator("alongside-settings-keeping").get_by_role("button", name="Save")
    for wrong in ("-1", "0", "1e400", "36501", "\u202e7", ""):
        days.fill(wrong)
        save.click()
        expect(page.get_by_role("alert")).to_have_text("Whole days from 1 to 36,500.")
        expect(days).to_be_focused()
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    page.set_viewport_size(WIDE)
    # What gets shorter deletes something: asked first.
    days.fill("30")
    save.click()
    asked = page.get_by_role("dialog", name="Delete what is older?")
    expect(asked).to_contain_text("What was written in ended conversations: 30 days")
    expect(asked).to_contain_text("Nothing that was written is that old yet.")
    asked.get_by_role("button", name="Cancel").click()
    expect(days).to_have_value("30")
    save.click()
    asked.get_by_role("button", name="Delete what is older").click()
    expect(operator.told).to_contain_text("Saved.")
    page.reload()
    expect(days).to_have_value("30")
    # What gets longer is not asked.
    words.select_option("For ever")
    save.click()
    expect(operator.told).to_contain_text("Saved.")
    expect(asked).to_be_hidden()
    # The name is that of new sites; those that are there follow when somebody says so.
    page.get_by_role("textbox", name="Name").fill("Shop <b>Group</b>")
    page.get_by_role("button", name="Save").first.click()
    use = page.get_by_role("button", name="Use “Shop <b>Group</b>” there, too")
    use.click()
    page.get_by_role("dialog", name="Rename who asks?").get_by_role("button", name="Rename").click()
    expect(operator.told).to_contain_text("The name is used.")
    expect(use).to_be_hidden()
    operator.go("Sites")
    row = page.get_by_role("row")
    expect(row.filter(has_text="Demo shop")).to_contain_text("Shop <b>Group</b>")
    # All of it is in the log of operators' acts, which somebody else can check.
    operator.go("Audit")
    page.get_by_role("link", name="Acts of operators").press("Enter")
    expect(operator.heading("Audit")).to_be_focused()
    changed = row.filter(has_text="keeping.chat_days: null → 30")
    expect(changed).to_contain_text("Changed the settings")
    expect(changed).to_contain_text("Olga Op")
    expect(row.filter(has_text="Made an account").first).to_contain_text("Command line")
    is_shown_well(page)
    page.get_by_role("button", name="Check it now").press("Enter")
    expect(page.get_by_text("all signatures are right")).to_be_visible()
    page.get_by_label("What was done").select_option("Changed a site")
    page.get_by_role("button", name="Find").press("Enter")
    expect(operator.heading("Records")).to_be_focused()
    expect(row).to_have_count(2)
    expect(row.nth(1)).to_contain_text("Demo shop")
    page.get_by_label("Who", exact=True).fill("\u202eolga")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("alert")).to_contain_text("An id has 1 to 64 of")
    assert_is_whole(page, "Download the acts of operators", tmp_path)
    page.context.close()


def assert_is_whole(page: Page, link: str, folder: Path) -> None:
    """The file is checked elsewhere, by the very command that the page shows."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    assert download.value.suggested_filename == "audit.jsonl"
    file = folder / "audit.jsonl"
    download.value.save_as(file)
    command = page.locator("alongside-copy[label^='How']").locator("pre").inner_text()
    program, *arguments = shlex.split(command.replace("audit.jsonl", str(file)))
    assert program == "alongside"
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 0 and "Nothing is wrong" in done.output, done.output
