"""The example of remote control in docs/qa.md, run as it stands there."""

import asyncio
import re
import textwrap
from typing import Any

from media.control.input import ChooseInput, KeyInput, Phase
from media.customer import Customer
from media.mirror.page import Page, Tag
from tests.docs.blocks import DOCS
from tests.helpers.server import ServerProcess

EXAMPLE = re.compile(r"## A headless agent in control\n.*?```python\n(.*?)```", re.DOTALL)


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


async def test_it_runs(customer: Customer, server: ServerProcess) -> None:
    found = EXAMPLE.search((DOCS / "qa.md").read_text())
    assert found is not None
    source = found[1].replace("http://127.0.0.1:8080", server.base_url)
    source = source.replace('"ada", "the password"', f'"{server.user_name}", "{server.password}"')
    names: dict[str, Any] = {}
    exec(f"async def example():\n{textwrap.indent(source, '    ')}", names)

    customer.set_page(checkout())
    await customer.start_conversation("I cannot order")
    async with asyncio.TaskGroup() as both:
        both.create_task(names["example"]())
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
