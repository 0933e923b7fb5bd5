from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from signaling.shells import DOCUMENT, DOCUMENT_POLICY, FOR_DOCUMENTS
from tests.client_js.documents.console import PAGE, Console
from tests.client_js.mirror_lab import MODULES, REPOSITORY, Site
from tests.helpers.chromium import FLAGS, HEADLESS


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
