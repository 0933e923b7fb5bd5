"""The command line is a client of the services that REST calls, too: what a command writes, it
writes through them, so that both refuse and do the same."""

import ast
from collections.abc import Iterator

from tests.test_layers import modules

# What only reads.
READS = {"all", "by_id", "by_key", "by_user_name", "counts", "find", "get", "keys"}
READS |= {"members", "of", "page"}
# Of the service itself: there is nothing between it and the store.
OWN = {
    ("analytics.py", "facts", "rebuild"),
    ("audit.py", "checkpoints", "make"),
    ("audit.py", "checkpoints", "start"),
    ("teams.py", "teams", "remove"),
}


def calls_of_the_store() -> Iterator[tuple[str, str, str]]:
    """File, subject and verb of each `store.SUBJECT.VERB(...)` in a command."""
    for path in modules("signaling"):
        if path.parent.name != "cli":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(
                    func=ast.Attribute(
                        value=ast.Attribute(value=ast.Name(id="store"), attr=subject), attr=verb
                    )
                ):
                    yield path.name, subject, verb


def test_commands_write_through_services() -> None:
    found = set(calls_of_the_store())
    assert ("sites.py", "sites", "by_key") in found
    assert {one for one in found if one[2] not in READS} == OWN
