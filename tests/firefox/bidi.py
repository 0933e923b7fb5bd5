"""A headless Firefox as Debian packages it, driven by WebDriver BiDi, which it speaks itself.

Playwright has no driver for Firefox as it is shipped, only for a build of its own.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import ClientSession, ClientWebSocketResponse

T = TypeVar("T")
NAMES = ("firefox-esr", "firefox")
# Seconds for any one command; generous, because machines are shared.
PATIENCE = 60
TONE_HZ = 700
PREFERENCES = {
    # Machines with nothing but a loopback interface have no candidates otherwise.
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "app.normandy.enabled": False,
    # A tone and moving colours for microphones and cameras, and no questions about them.
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.navigator.audio.fake_frequency": TONE_HZ,
}


class BidiError(Exception):
    """Firefox has refused a command."""


def executable() -> str | None:
    """Where Firefox is; None where it is not installed."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Firefox:
    """Starts with `with`; one session, with as many windows as are opened."""

    def __init__(self, path: str, profile: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        lines = "".join(f"user_pref('{n}', {str(v).lower()});\n" for n, v in PREFERENCES.items())
        (profile / "user.js").write_text(lines)
        command = [path, "--headless", "--no-remote", "--profile", str(profile)]
        command += ["--remote-debugging-port", "0"]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self._number = 0
        self._session: ClientSession
        self._socket: ClientWebSocketResponse

    def __enter__(self) -> Firefox:
        self._thread.start()
        self._run(self._connect(self._address()))
        self.version = self.command("session.new", capabilities={})["capabilities"][
            "browserVersion"
        ]
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._disconnect())
        self._process.terminate()
        self._process.wait(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def command(self, method: str, **parameters: Any) -> Any:
        """The result. Raises BidiError when Firefox says no."""
        return self._run(self._command(method, parameters))

    def prepare(self, *scripts: str) -> None:
        """These run in every document from now on, before its own."""
        for script in scripts:
            self.command("script.addPreloadScript", functionDeclaration=f"() => {script}")

    def open(self, url: str, width: int, height: int) -> Window:
        """In a tab of its own, with cookies of its own, once it has loaded."""
        user = self.command("browser.createUserContext")["userContext"]
        created = self.command("browsingContext.create", type="tab", userContext=user)
        context = created["context"]
        size = {"width": width, "height": height}
        self.command("browsingContext.setViewport", context=context, viewport=size)
        window = Window(self, context)
        window.goto(url)
        return window

    def windows(self) -> list[Window]:
        """All tabs and windows; not their frames."""
        contexts = self.command("browsingContext.getTree", maxDepth=0)["contexts"]
        return [Window(self, one["context"]) for one in contexts if one["url"] != "about:blank"]

    def find(self, part: str) -> Window | None:
        """The youngest window or frame whose address has this in it; None if there is none."""
        waiting = list(self.command("browsingContext.getTree")["contexts"])
        found = None
        while waiting:
            context = waiting.pop(0)
            waiting += context["children"] or []
            if part in context["url"]:
                found = Window(self, context["context"])
        return found

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def _address(self) -> str:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if found := re.search(r"BiDi listening on (ws://\S+)", line):
                # What else it writes must not fill the pipe.
                threading.Thread(target=self._process.stderr.read, daemon=True).start()
                return found.group(1)
        raise BidiError("Firefox ended before it could be reached")

    async def _connect(self, address: str) -> None:
        self._session = ClientSession()
        self._socket = await self._session.ws_connect(f"{address}/session", max_msg_size=0)

    async def _disconnect(self) -> None:
        await self._socket.close()
        await self._session.close()

    async def _command(self, method: str, parameters: dict[str, Any]) -> Any:
        self._number += 1
        number = self._number
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        while True:
            answer = await self._socket.receive_json()
            if answer.get("id") != number:
                continue
            if answer["type"] == "error":
                raise BidiError(f"{method}: {answer['error']}: {answer['message']}")
            return answer["result"]


class Window:
    """One tab. Nodes are BiDi's shared references."""

    def __init__(self, firefox: Firefox, context: str) -> None:
        self._firefox = firefox
        self._context = context

    def goto(self, url: str) -> None:
        self._command("browsingContext.navigate", url=url, wait="complete")

    def value(self, expression: str) -> Any:
        """Of an expression that gives a string, a number or a boolean, in the page."""
        return self._evaluated(expression).get("value")

    def _evaluated(self, expression: str) -> dict[str, Any]:
        answer = self._firefox.command(
            "script.evaluate",
            expression=expression,
            target={"context": self._context},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise BidiError(answer["exceptionDetails"]["text"])
        found: dict[str, Any] = answer["result"]
        return found

    def node(self, expression: str) -> dict[str, Any] | None:
        """The element that an expression gives, if it gives one."""
        found = self._evaluated(expression)
        return found if found["type"] == "node" else None

    def by_role(self, role: str, name: str | None = None) -> list[dict[str, Any]]:
        """In the page and in the closed shadow roots of its `body`, as a screen reader finds it."""
        wanted = {"role": role, **({} if name is None else {"name": name})}
        locator = {"type": "accessibility", "value": wanted}
        found: list[dict[str, Any]] = self._located(locator)
        for root in self._shadow_roots():
            found += self._located(locator, startNodes=[root])
        return found

    def closed_text(self) -> str:
        """What is written in closed shadow roots."""
        return "\n".join(
            self._firefox.command(
                "script.callFunction",
                functionDeclaration="root => root.textContent",
                arguments=[root],
                target={"context": self._context},
                awaitPromise=False,
            )["result"]["value"]
            for root in self._shadow_roots()
        )

    def click(self, node: dict[str, Any]) -> None:
        """With the mouse: a trusted event."""
        origin = {"type": "element", "element": {"sharedId": node["sharedId"]}}
        steps = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._act({"type": "pointer", "id": "mouse", "actions": steps})

    def move(self, x: int, y: int) -> None:
        """The mouse, in the window."""
        steps = [{"type": "pointerMove", "x": x, "y": y}]
        self._act({"type": "pointer", "id": "mouse", "actions": steps})

    def type(self, text: str) -> None:
        steps = [{"type": way, "value": key} for key in text for way in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keyboard", "actions": steps})

    def screenshot(self) -> str:
        """PNG, base64."""
        return str(self._command("browsingContext.captureScreenshot")["data"])

    def _act(self, source: dict[str, Any]) -> None:
        self._command("input.performActions", actions=[source])

    def _shadow_roots(self) -> list[dict[str, Any]]:
        hosts = self._located({"type": "css", "value": "html > *, body > *"}, deep=True)
        roots = [host["value"]["shadowRoot"] for host in hosts if host["value"].get("shadowRoot")]
        return [{"sharedId": root["sharedId"]} for root in roots]

    def _located(
        self, locator: dict[str, Any], *, deep: bool = False, **more: Any
    ) -> list[dict[str, Any]]:
        how = {"includeShadowTree": "all" if deep else "none", "maxDomDepth": 0}
        found: list[dict[str, Any]] = self._command(
            "browsingContext.locateNodes", locator=locator, serializationOptions=how, **more
        )["nodes"]
        return found

    def _command(self, method: str, **parameters: Any) -> Any:
        return self._firefox.command(method, context=self._context, **parameters)
