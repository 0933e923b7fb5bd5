"""The parts of docs/ that repeat what the code says: `python -m tests.docs.blocks` writes them.

A page holds a block between two comments, `<!-- block: NAME -->` and `<!-- end -->`; a test
compares it with the code, so the two cannot drift apart.
"""

import inspect
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import typer.main
from msgspec.inspect import EnumType, StructType
from typer.core import TyperGroup

from broker import consent
from broker.acts import MEANING, Act
from broker.events import AnyEvent
from broker.policy import PRESETS, Policy
from signaling import installation, schema
from signaling.cli import cli
from signaling.config import Settings, settings_reference
from signaling.errors import all_errors
from signaling.messages import ClientMessage, CloseCode, ServerMessage
from signaling.metrics import Metrics
from signaling.rest.gate import Access
from signaling.rest.openapi import Call
from signaling.routes import described, routes
from tests.helpers.stub_bundle import stub_assets

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
WHO = {
    Access.ANYBODY: "everybody",
    Access.SITE: "a page of a site",
    Access.TICKET: "a ticket",
    Access.OWN_PAGE: "a page of ours",
    Access.ACCOUNT: "an account",
    Access.AGENT: "an agent",
    Access.OPERATOR: "an operator",
}
BLOCK = re.compile(r"(<!-- block: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heading = list(head)
    return "\n".join(_row(cells) for cells in (heading, ["---"] * len(heading), *rows))


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def sentence(thing: type) -> str:
    """The docstring in one line; empty where a struct only inherits one."""
    own = vars(thing).get("__doc__") or ""
    return " ".join(inspect.cleandoc(own).split())


def fields(struct: type, *, leave_out: Collection[str] = (), optional: bool = False) -> str:
    """`leave_out`: what the text around the table says of all rows. `optional`: mark the fields
    that may be missing; the server always sends all."""
    return ", ".join(
        f"`{field.encode_name}{'?' if optional and not field.required else ''}`"
        f" {_type(schema.type_name(field.type))}"
        for field in schema.struct_info(struct).fields
        if field.encode_name not in leave_out
    )


def _type(name: str) -> str:
    plain = name.replace("readonly ", "")
    return re.sub(r"Readonly<Record<string, (.*)>>", r"{string: \1}", plain)


def acts() -> str:
    return table(["act", "what"], ((f"`{act}`", MEANING[act]) for act in Act))


def client_messages() -> str:
    rows = (
        (f"`{tag}`", fields(struct, leave_out=("id",), optional=True), sentence(struct))
        for tag, struct in schema.tagged(ClientMessage).items()
    )
    return table(("type", "fields", "meaning"), rows)


def server_messages() -> str:
    rows = (
        (f"`{tag}`", fields(struct), sentence(struct))
        for tag, struct in schema.tagged(ServerMessage).items()
        if tag not in schema.tagged(AnyEvent)
    )
    return table(("type", "fields", "meaning"), rows)


def events() -> str:
    in_all = ("conversation", "seq", "at")
    rows = (
        (f"`{tag}`", fields(struct, leave_out=in_all), sentence(struct))
        for tag, struct in schema.tagged(AnyEvent).items()
    )
    return table(("type", "fields", "meaning"), rows)


def views() -> str:
    """The structs inside of messages."""
    top = {*schema.tagged(ClientMessage).values(), *schema.tagged(ServerMessage).values()}
    inner = [info.cls for info in schema.named() if isinstance(info, StructType)]
    rows = (
        (f"`{struct.__name__}`", fields(struct), sentence(struct))
        for struct in inner
        if struct not in top
    )
    return table(("name", "fields", "meaning"), rows)


def words() -> str:
    enums = [info.cls for info in schema.named() if isinstance(info, EnumType)]
    rows = ((f"`{enum.__name__}`", ", ".join(f"`{word.value}`" for word in enum)) for enum in enums)
    return table(("name", "one of"), rows)


def errors() -> str:
    found = {(error.code, error.http_status, error.message_template) for error in all_errors()}
    rows = ((f"`{code}`", str(status), text) for code, status, text in sorted(found))
    return table(("code", "HTTP status", "message"), rows)


def close_codes() -> str:
    """The comments beside the codes are their documentation."""
    comments = dict(re.findall(r"^ +(\w+) = \d+(?: +# (.*))?$", inspect.getsource(CloseCode), re.M))
    codes = sorted(schema.close_codes().items(), key=lambda pair: pair[1])
    return table(
        ("code", "name", "meaning"),
        ((str(code), f"`{name}`", comments[name]) for name, code in codes),
    )


def settings() -> str:
    rows = (
        (f"`{line.name}`", f"`{line.variable}`", f"`{line.default}`", line.doc)
        for line in settings_reference()
    )
    return table(("in TOML", "in the environment", "default", "meaning"), rows)


def content_security_policy() -> str:
    rows = (
        (f"`{one.name}`", f"`{installation.sources(one, 'https://broker.example')}`{one.note}")
        for one in installation.DIRECTIVES
    )
    return table(("directive", "needs"), rows)


def presets() -> str:
    standard = Policy()
    rows = []
    for name, policy in PRESETS.items():
        differs = (
            f"`{field}` {_spelled(getattr(policy, field))}"
            for field in Policy.__struct_fields__
            if getattr(policy, field) != getattr(standard, field)
        )
        rows.append((f"`{name}`", ", ".join(differs) or "the defaults"))
    return table(("preset", "differs from the defaults in"), rows)


def _spelled(value: object) -> str:
    """A set of words in their order, and not in the order of this run."""
    if not isinstance(value, frozenset):
        return str(value)
    kinds = {type(word) for word in value}
    return " ".join(f"`{word}`" for kind in kinds for word in kind if word in value)


def commands() -> str:
    rows = []
    for path, command in _commands(typer.main.get_command(cli), "alongside"):
        parameters = (
            f"`{one.opts[0]}`: {getattr(one, 'help', '')}"
            for one in command.params
            if one.name != "help"
        )
        rows.append((f"`{path}`", "<br>".join(parameters), command.help or ""))
    return table(("command", "arguments and options", "what it does"), rows)


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    if not isinstance(command, TyperGroup):
        yield path, command
        return
    for name, child in command.commands.items():
        yield from _commands(child, f"{path} {name}")


def metrics() -> str:
    ours = (one for one in Metrics().registry.collect() if one.name.startswith("alongside_"))
    found = sorted(ours, key=lambda metric: metric.name)
    rows = (
        (
            f"`{metric.name}{'_total' if metric.type == 'counter' else ''}`",
            metric.type,
            metric.documentation,
        )
        for metric in found
    )
    return table(("name", "type", "meaning"), rows)


def calls() -> str:
    """All calls that some settings bring about."""
    found = described(routes(Settings(), stub_assets(), None))
    rows = (
        (
            f"`{call.method} {call.path.removeprefix('/api/v1')}`",
            call.contract.does,
            WHO[call.access],
            _asked(call),
            _answered(call),
            " ".join(dict.fromkeys(f"`{error.code}`" for error in call.contract.errors)),
        )
        for call in found
    )
    return table(("call", "what it does", "by", "takes", "answers", "own refusals"), rows)


def _asked(call: Call) -> str:
    said = call.contract
    parts = [] if said.query is None else [f"query: {_members(said.query)}"]
    parts += [] if said.body is None else [_members(said.body)]
    return "<br>".join(parts) or "nothing"


def _members(struct: type) -> str:
    """Names only: the types are in the OpenAPI document."""
    return ", ".join(
        f"`{field.encode_name}{'' if field.required else '?'}`"
        for field in schema.struct_info(struct).fields
    )


def _answered(call: Call) -> str:
    def kind(answer: Any) -> str:
        if answer is None:
            return ""
        if isinstance(answer, tuple):
            return ", or ".join(map(kind, answer))
        is_struct = hasattr(answer, "__struct_fields__")
        return f"`{answer.__name__}`" if is_struct else call.contract.media

    return "<br>".join(
        f"{status} {kind(answer)}".strip() for status, answer in call.contract.answers.items()
    )


BLOCKS: Mapping[str, Callable[[], str]] = {
    "acts": acts,
    "consent": lambda: consent.markdown().rstrip(),
    "client-messages": client_messages,
    "server-messages": server_messages,
    "events": events,
    "views": views,
    "words": words,
    "errors": errors,
    "close-codes": close_codes,
    "settings": settings,
    "presets": presets,
    "csp": content_security_policy,
    "commands": commands,
    "metrics": metrics,
    "calls": calls,
}


def filled(page: str) -> str:
    """`page` with every block as the code says it now. Raises KeyError for an unknown block."""
    return BLOCK.sub(lambda found: f"{found[1]}\n{BLOCKS[found[2]]()}\n\n{found[3]}", page)


def main() -> None:
    for path in sorted(DOCS.glob("*.md")):
        path.write_text(filled(path.read_text()))


if __name__ == "__main__":
    main()
