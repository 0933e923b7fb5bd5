"""The page `/check`, in a browser where all is well and in some where it is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, WebSocketRoute, expect

from tests.e2e.demo_server import DemoServer
from tests.e2e.test_accessibility import violations
from tests.e2e.test_relay import NO_UDP
from tests.e2e.words import DEFAULT, said
from tests.helpers.chromium import EXECUTABLE, FLAGS
from tests.helpers.coturn import SECRET, Coturn, start_coturn
from tests.helpers.server import free_port

DEVICES = ["--use-fake-device-for-media-stream"]

ALL_WELL = {
    "Secure page": "OK",
    "Server": "OK",
    "Lasting connection": "OK",
    "Connections between browsers": "OK",
    "The way out by UDP": "OK",
    "Detour by UDP (TURN)": "OK",
    "Detour by TCP or TLS (TURN)": "OK",
    "Microphone": "OK",
    "Camera": "OK",
    "Showing the whole screen": "OK",
}
NO_TURN = {
    "The way out by UDP": "Not checked",
    "Detour by UDP (TURN)": "Not checked",
    "Detour by TCP or TLS (TURN)": "Not checked",
}


@pytest.fixture(scope="module")
def coturn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coturn]:
    with start_coturn(tmp_path_factory.mktemp("coturn")) as coturn:
        yield coturn


@pytest.fixture(scope="module")
def equipped(playwright: Playwright) -> Iterator[Browser]:
    """A browser with a microphone and a camera."""
    chromium = playwright.chromium.launch(executable_path=EXECUTABLE, args=[*FLAGS, *DEVICES])
    yield chromium
    chromium.close()


@pytest.fixture(scope="module", params=["right"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, coturn: Coturn
) -> Iterator[DemoServer]:
    """One for all tests that want the same of it."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in turn_settings(str(request.param), coturn).items():
            patch.setenv(name, value)
        with DemoServer(tmp_path_factory.mktemp("server")) as running:
            yield running


def turn_settings(kind: str, coturn: Coturn) -> Mapping[str, str]:
    if kind == "none":
        return {}
    if kind == "dead":
        url = f"turn:127.0.0.1:{free_port()}?transport="
        return coturn.environment(f"{url}udp", f"{url}tcp")
    secret = SECRET if kind == "right" else "w" * 32
    return coturn.environment(coturn.udp, coturn.tcp, secret=secret)


def results(page: Page, server: DemoServer) -> dict[str, str]:
    """The words of all steps, once they are through."""
    page.goto(f"{server.origin}/check")
    expect(page.get_by_role("button", name="Copy report")).to_be_enabled(timeout=60_000)
    rows = page.get_by_role("listitem").all()
    words = (*ALL_WELL, "OK", "Attention", "Failed", "Not checked")

    def english(cell: Locator) -> str:
        read = cell.inner_text()
        return next(word for word in words if read == word)

    return {english(row.get_by_role("heading")): english(row.locator(".badge")) for row in rows}


def test_all_is_well(equipped: Browser, server: DemoServer) -> None:
    page = equipped.new_page()
    # What is not granted then is denied.
    permissions = ["clipboard-read", "clipboard-write", "microphone", "camera"]
    page.context.grant_permissions(permissions)
    assert results(page, server) == ALL_WELL
    expect(page.get_by_text("Everything works.")).to_be_visible()
    page.get_by_role("button", name="Copy report").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    report = page.evaluate("() => navigator.clipboard.readText()")
    detour = f"[{DEFAULT.of('check.state.ok')}] {DEFAULT('Detour by UDP (TURN)')}. "
    assert detour in report and "Works, there and back in" in said(report, DEFAULT)
    assert "127.0.0" not in report
    assert violations(page) == []
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_text("Checking …")).to_be_visible()
    expect(page.get_by_text("Everything works.")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("server", ["none"], indirect=True)
def test_without_turn_and_without_devices(browser: Browser, server: DemoServer) -> None:
    page = browser.new_page()
    missing = {"Microphone": "Attention", "Camera": "Attention"}
    assert results(page, server) == ALL_WELL | NO_TURN | missing
    expect(page.get_by_text("Showing pages works. Something else")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize(
    ("server", "words"),
    [
        ("wrong", "does not take our credentials"),
        pytest.param("dead", "does not answer", marks=pytest.mark.long),
    ],
    indirect=["server"],
)
def test_turn_that_fails_says_why(equipped: Browser, server: DemoServer, words: str) -> None:
    page = equipped.new_page()
    found = results(page, server)
    for name in ("Detour by UDP (TURN)", "Detour by TCP or TLS (TURN)"):
        assert found[name] == "Failed"
        expect(page.get_by_role("listitem").filter(has_text=name)).to_contain_text(words)
    page.context.close()


def test_a_network_without_udp(playwright: Playwright, server: DemoServer) -> None:
    flags = [*FLAGS, *DEVICES, NO_UDP]
    chromium = playwright.chromium.launch(executable_path=EXECUTABLE, args=flags)
    found = results(chromium.new_page(), server)
    assert found["The way out by UDP"] == "Failed"
    assert found["Detour by UDP (TURN)"] == "Failed"
    assert found["Detour by TCP or TLS (TURN)"] == "OK"
    chromium.close()


def test_a_proxy_that_cuts_websockets(equipped: Browser, server: DemoServer) -> None:
    def cut(socket: WebSocketRoute) -> None:
        socket.close(code=1011)

    page = equipped.new_page()
    page.route_web_socket("**/check/ws", cut)
    assert results(page, server) == ALL_WELL | {"Lasting connection": "Failed"}
    expect(page.get_by_text("Alongside does not work here yet.")).to_be_visible()
    page.context.close()
