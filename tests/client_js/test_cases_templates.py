"""The agent's mouse and keyboard at two pages from npm packages, with Bootstrap's own scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.client_js.at_work import AtWork, go_to_work
from tests.client_js.mirror_lab import Pair, Site

pytestmark = pytest.mark.long

SIZE = {"width": 1280, "height": 900}
ADMIN = "/npm/startbootstrap-sb-admin-2"
SHOP_PACKAGE = "/npm/startbootstrap-shop-homepage"
SHOP = f"{SHOP_PACKAGE}/dist/index.html"
# The shop loads it from a content network.
BOOTSTRAP = f"{SHOP_PACKAGE}/node_modules/bootstrap/dist/js/bootstrap.bundle.min.js"


def at(pair: Pair) -> AtWork:
    pair.share()
    pair.settle()
    return go_to_work(pair)


def test_dashboard(pair_at: Callable[..., Pair]) -> None:
    pair = pair_at(f"{ADMIN}/index.html", viewport=SIZE)
    work = at(pair)
    work.click("[aria-controls=collapseTwo]")
    for side in work.both("#collapseTwo.show"):
        side.to_be_visible()
    expect(work.shown("#collapseTwo.collapsing")).to_have_count(0)
    work.click("#userDropdown")
    logout = ".dropdown-item[data-toggle=modal]"
    for side in work.both(logout):
        side.to_be_visible()
    work.click(logout)
    for side in work.both("#logoutModal.show .modal-footer"):
        side.to_be_visible()
    steady(work, "#logoutModal .modal-dialog")
    work.click("#logoutModal .btn-secondary")
    for side in work.both("#logoutModal"):
        side.to_be_hidden()
    work.click(".topbar form.d-sm-inline-block input")
    work.type("invoices")
    for side in work.both(".topbar form.d-sm-inline-block input"):
        side.to_have_value("invoices")
    work.click("#sidebarToggle")
    for side in work.both("#accordionSidebar.toggled"):
        side.to_be_visible()
    work.reads_nothing()


def test_form(pair_at: Callable[..., Pair]) -> None:
    work = at(pair_at(f"{ADMIN}/register.html", viewport=SIZE))
    work.click("#exampleFirstName")
    work.type("Ada")
    work.press("Tab")
    work.type("Lovelace")
    work.press("Tab")
    work.type("ada@example.org")
    work.click("form [type=password] >> nth=0")
    work.press("Escape")
    fields = {
        "#exampleFirstName": "Ada",
        "#exampleLastName": "Lovelace",
        "#exampleInputEmail": "ada@example.org",
    }
    for path, value in fields.items():
        for side in work.both(path):
            side.to_have_value(value)
    work.reads("refused: control.secret_field")
    expect(work.real("#exampleInputPassword")).to_have_value("")


def test_shop(site: Site, pair_at: Callable[..., Pair]) -> None:
    pair = pair_at(SHOP, viewport=SIZE)
    pair.customer.add_script_tag(url=site.origin + BOOTSTRAP)
    pair.agent.set_viewport_size({"width": 900, "height": 600})
    work = at(pair)
    work.click("#navbarDropdown")
    for side in work.both(".dropdown-menu.show"):
        side.to_be_visible()
    work.click(".dropdown-menu .dropdown-item >> text=Popular Items")
    for side in work.both(".dropdown-menu.show"):
        side.to_have_count(0)
    # The form of the cart would send something.
    work.click("nav form button")
    work.reads("refused: control.submit")
    before = pair.customer.evaluate("scrollY")
    work.wheel("header h1", 300)
    pair.customer.wait_for_function(f"scrollY > {before}")
    pair.wait_in_mirror(f"mirror.defaultView.scrollY > {before}")
    pair.customer.set_viewport_size({"width": 600, "height": 800})
    pair.customer.evaluate("scrollTo(0, 0)")
    pair.wait_in_mirror("mirror.defaultView.innerWidth === 600")
    pair.wait_in_mirror("mirror.defaultView.scrollY === 0")
    work.click(".navbar-toggler")
    for side in work.both("#navbarSupportedContent.show"):
        side.to_be_visible()


def steady(work: AtWork, path: str) -> None:
    """Waits until it has stopped moving: Bootstrap slides its dialogs in."""
    work.real(path).evaluate(
        """async element => {
            const place = () => JSON.stringify(element.getBoundingClientRect())
            for (let before = ''; before !== place(); ) {
                before = place()
                await new Promise(done => setTimeout(done, 100))
            }
        }"""
    )
    work.pair.settle()
