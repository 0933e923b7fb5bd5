"""The wire format by example: mirror_golden.json holds batches and what they must give, for this
implementation and for others.

`pages`: `batches`, the first of which starts a snapshot, give `page`, `values` (of form controls),
`rules` (of sheets), `sum` (the checksum of the document) and `repairs` (nodes whose check fails).
`faults`: after `page` of that name, `batch` is a fault.
`messages`: `fragments` in hexadecimal, of the grant 7, give `batch`.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from media.errors import BadFrame
from media.mirror.checksum import checksum
from media.mirror.fold import Fold
from media.mirror.fragments import Assembler, Flag, Fragment, Message
from media.mirror.limits import MIRROR_MESSAGE_BYTES
from media.mirror.operations import decode_batch
from media.mirror.tree import Element, MirrorTree, Node, Root, Text

GOLDEN: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("mirror_golden.json").read_text()
)


def put(fold: Fold, batch: list[Any], *, snapshot: bool = False) -> list[int]:
    return fold.apply(decode_batch(json.dumps(batch).encode()), snapshot=snapshot)


def folded(batches: list[list[Any]]) -> tuple[Fold, list[int]]:
    fold, repairs = Fold(), list[int]()
    for batch in batches:
        repairs += put(fold, batch, snapshot=batch[0][0] == "start")
    return fold, repairs


def shown(fold: Fold) -> MirrorTree:
    assert fold.shown is not None
    return fold.shown


def described(node: Node) -> dict[str, Any]:
    """As the file has it: what is empty is left out."""
    about: dict[str, Any] = {"id": node.id}
    match node:
        case Text(data=data):
            return about | {"text": data}
        case Root(mode=mode):
            about["mode"] = mode
        case Element(tag=tag, attributes=attributes, inner=inner):
            about["tag"] = tag
            if attributes:
                about["attributes"] = attributes
            if inner is not None:
                about["inner"] = described(inner)
    if node.children:
        about["children"] = [described(child) for child in node.children]
    return about


@pytest.mark.parametrize("name", GOLDEN["pages"])
def test_batches_give_the_page(name: str) -> None:
    golden = GOLDEN["pages"][name]
    fold, repairs = folded(golden["batches"])
    tree = shown(fold)
    assert described(tree.document) == golden["page"]
    assert checksum(tree.document) == golden["sum"]
    controls = [node for node in tree.nodes.values() if isinstance(node, Element)]
    values = {str(node.id): node.value for node in controls if node.value is not None}
    rules = {str(number): sheet.rules for number, sheet in tree.sheets.items()}
    assert values == golden.get("values", {})
    assert rules == golden.get("rules", {})
    assert repairs == golden.get("repairs", [])


@pytest.mark.parametrize("name", GOLDEN["faults"])
def test_batches_are_faults(name: str) -> None:
    golden = GOLDEN["faults"][name]
    fold, _ = folded(GOLDEN["pages"][golden["page"]]["batches"])
    with pytest.raises(BadFrame):
        put(fold, golden["batch"])


@pytest.mark.parametrize("name", GOLDEN["messages"])
def test_fragments_give_the_batch(name: str) -> None:
    golden = GOLDEN["messages"][name]
    assembler = Assembler(MIRROR_MESSAGE_BYTES, resumes=Flag.FIRST | Flag.SNAPSHOT)
    fragments = [Fragment.decode(bytes.fromhex(data)) for data in golden["fragments"]]
    assert {fragment.grant for fragment in fragments} == {7}
    messages = [message for part in fragments if (message := assembler.add(part))]
    assert messages == [Message(messages[0].payload, golden["snapshot"], golden["deflated"])]
    assert json.loads(messages[0].payload) == golden["batch"]
    decode_batch(messages[0].payload)
