"""R40, E-01 to E-04: what was made to do harm is refused, or is a harmless view, in time.

All in one page, each in a frame of its own: as the console and the call window show documents, with
the server's own page, policy and scripts.
"""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Page, Playwright, Request

from signaling.pages import DOCUMENT, DOCUMENT_POLICY, FOR_DOCUMENTS
from tests.client_js.documents import acting_pdfs, broken_pdfs, foreign_files
from tests.client_js.documents.corpus import ANY, VIEW, Case
from tests.client_js.mirror_lab import MODULES, REPOSITORY, Site
from tests.helpers.chromium import FLAGS, HEADLESS

CASES = [*acting_pdfs.CASES, *broken_pdfs.CASES, *foreign_files.CASES]
# Milliseconds that a frame may take: less than people are asked to wait.
PATIENCE = 4_000
# That the page around it may be busy with a file itself: it reads it, and hands it over.
BUSY = 3_000
PAGE = "<!doctype html><title>Console</title><style>body { display: flex; height: 600px }</style>"
OUR_OWN = {"/document", "/console", "/documents.js", *(f"/static/{name}" for name in FOR_DOCUMENTS)}


class Console:
    """A page with nothing but a document in it, and a server that hears whatever is asked for."""

    def __init__(self, browser: Browser, site: Site, sink: Site) -> None:
        self.site = site
        self.sink = sink
        self.page: Page = browser.new_page()
        self.acts: list[str] = []
        self.asked: list[str] = []
        self.page.on("dialog", lambda dialog: self._acted(f"dialog {dialog.type}"))
        self.page.on("popup", lambda popup: self._acted(f"popup {popup.url}"))
        self.page.on("download", lambda download: self._acted(f"download {download.url}"))
        self.page.on("request", self._requested)
        self.page.goto(f"{site.origin}/console")

    def _acted(self, what: str) -> None:
        self.acts.append(what)

    def _requested(self, request: Request) -> None:
        if not request.url.startswith(("blob:", self.site.origin)):
            self.asked.append(request.url)

    def open(self, case: Case) -> dict[str, object]:
        """What becomes of it, which takes no longer than it may."""
        content = base64.b64encode(case.make(self.sink.origin)).decode()
        arguments = [case.name, content, PATIENCE]
        self.page.evaluate("([name, content, ms]) => lab.open(name, content, ms)", arguments)
        settled = self.page.wait_for_function("lab.verdict", timeout=2 * PATIENCE + BUSY)
        verdict: dict[str, object] = settled.json_value()
        return verdict

    def painted(self) -> str | None:
        """Why its first page is no view after all; None: it is one."""
        self.page.wait_for_function(
            """lab.verdict.trouble || document.querySelector('alongside-document')
                ?.shadowRoot.querySelector('.paper[aria-busy=false] iframe')""",
            timeout=2 * PATIENCE + BUSY,
        )
        trouble: str | None = self.page.evaluate("lab.verdict.trouble")
        return trouble

    @property
    def frame(self) -> Frame:
        return next(frame for frame in self.page.frames if "/document" in frame.url)

    def press(self) -> None:
        """Where a link or a field of the page would be."""
        box = self.page.locator("iframe").bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.keyboard.press("a")


@pytest.fixture(scope="module")
def sites() -> Iterator[tuple[Site, Site]]:
    site, sink = Site(), Site()
    headers = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    policy = {"Content-Security-Policy": DOCUMENT_POLICY.format(framers="")}
    site.put("/console", PAGE + "<script src=/documents.js></script>")
    site.put("/document", DOCUMENT, headers=policy | headers)
    for name in FOR_DOCUMENTS:
        script = (REPOSITORY / "signaling" / "static" / name).read_bytes()
        site.put(f"/static/{name}", script, "text/javascript", headers)
    yield site, sink
    site.close()
    sink.close()


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Windowed browsers have a process for a frame without an origin; this one does if it is told
    to. Without, what hangs in the frame hangs with the page around it."""
    flags = [*FLAGS, "--site-per-process", "--enable-features=IsolateSandboxedIframes"]
    browser = playwright.chromium.launch(executable_path=HEADLESS, args=flags)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def console(
    chromium: Browser, sites: tuple[Site, Site], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Console]:
    script = tmp_path_factory.mktemp("documents") / "documents.js"
    entry = REPOSITORY / "tests" / "client_js" / "harness" / "documents.ts"
    options = ["--bundle", "--format=iife", f"--outfile={script}", "--log-level=warning"]
    options.append(f"--tsconfig={REPOSITORY / 'client_js' / 'tsconfig.json'}")
    subprocess.run([MODULES / ".bin" / "esbuild", entry, *options], check=True, timeout=60)
    site, sink = sites
    site.put("/documents.js", script.read_bytes(), "text/javascript")
    running = Console(chromium, site, sink)
    yield running
    running.page.close()


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=case.id, marks=[pytest.mark.long] * case.long) for case in CASES],
)
def test_R40_what_is_made_to_do_harm(console: Console, case: Case) -> None:
    verdict = console.open(case)
    trouble = verdict["trouble"]
    if trouble is None:
        trouble = console.painted()
    if case.outcome == VIEW:
        assert trouble is None
    elif case.outcome == ANY:
        assert trouble in {None, "damaged", "slow", "pages", "encrypted"}
    else:
        assert trouble == case.outcome
    if case.shown is not None:
        assert verdict["name"] == case.shown
    if trouble is None:
        console.press()
        assert console.frame.evaluate("[self.hit ?? null, self.origin]") == [None, "null"]
        assert "/document" in console.frame.url
    # Given up is gone: nothing goes on behind it.
    assert (console.page.locator("iframe").count() == 0) == (trouble is not None)
    assert console.page.evaluate("self.hit ?? null") is None
    assert console.acts == console.asked == console.sink.requests == []
    assert {path.partition("?")[0] for path in console.site.requests} <= OUR_OWN
