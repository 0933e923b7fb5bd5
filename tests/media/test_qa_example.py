"""The examples of remote control and of calls in docs/qa.md, run as they stand there."""

import asyncio
import re
import textwrap
from collections.abc import Callable, Coroutine
from typing import Any

from media.call.sources import TestPattern, Tone
from media.control.input import ChooseInput, KeyInput, Phase
from media.customer import Customer
from media.mirror.page import Page, Tag
from tests.docs.blocks import DOCS
from tests.helpers.server import ServerProcess


def example(heading: str, server: ServerProcess) -> Callable[[], Coroutine[Any, Any, None]]:
    """The first block under `heading`, as a function."""
    found = re.search(
        rf"## {heading}\n.*?```python\n(.*?)```", (DOCS / "qa.md").read_text(), re.DOTALL
    )
    assert found is not None
    source = found[1].replace("http://127.0.0.1:8080", server.base_url)
    source = source.replace('"ada", "the password"', f'"{server.user_name}", "{server.password}"')
    names: dict[str, Any] = {}
    exec(f"async def example():\n{textwrap.indent(source, '    ')}", names)
    run: Callable[[], Coroutine[Any, Any, None]] = names["example"]
    return run


def checkout() -> Page:
    country = Tag("select", {}, [Tag("option", {}, ["Austria"]), Tag("option", {}, ["Italy"])])
    body = Tag(
        "body",
        {},
        [
            Tag("label", {}, ["Full name", Tag("input", value="")]),
            Tag("label", {}, ["Country", country]),
            Tag("button", {"type": "submit"}, ["Place the order"]),
        ],
    )
    return Page(Tag("html", {}, [Tag("head"), body]))


async def test_the_agent_in_control(customer: Customer, server: ServerProcess) -> None:
    agent = example("A headless agent in control", server)
    customer.set_page(checkout())
    await customer.start_conversation("I cannot order")
    async with asyncio.TaskGroup() as both:
        both.create_task(agent())
        await customer.allow()
        await customer.allow_control()
        await customer.until(
            lambda: customer.together.dropped["control.submit"] and customer.control is None,
            "the end of the example",
        )
    done = [applied.input for applied in customer.together.inputs]
    keys = [key for key in done if isinstance(key, KeyInput) and key.phase is Phase.DOWN]
    assert "".join(key.key for key in keys) == "Ada Lovelace"
    assert [input for input in done if isinstance(input, ChooseInput)]


async def test_calls_and_screens(customer: Customer, server: ServerProcess) -> None:
    agent = example("Calls and screens", server)
    customer.set_page(checkout())
    customer.use_microphone(Tone(440))
    await customer.start_conversation("Please call me")
    async with asyncio.TaskGroup() as both:
        both.create_task(agent())
        await customer.accept_call()
        await customer.received.voice.tone(660)
        await customer.accept_call()
        customer.show_camera(TestPattern([(220, 30, 30), (30, 200, 30)]))
        await customer.received.camera.colour((30, 200, 30))
        await customer.allow()
        await customer.allow_screen(TestPattern([(30, 200, 30)]))
    await customer.until(lambda: not customer.in_call, "the end of the call")
