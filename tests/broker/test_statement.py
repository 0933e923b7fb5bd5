"""What is signed, against examples that browsers check too (tests/client_js/statement.test.ts)."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from broker.names import ControlLimit, Scope
from broker.statement import (
    Signed,
    SignedAct,
    Statement,
    Voucher,
    is_signed,
    is_vouched,
    statement_text,
    voucher_text,
)
from signaling.messages import verify_signed

EXAMPLES: dict[str, Any] = msgspec.json.decode(
    (Path(__file__).parent.parent / "helpers" / "statements.json").read_bytes()
)
CONSENTS: list[tuple[str, Signed]] = [
    (one["text"], msgspec.convert(one["signed"], Signed)) for one in EXAMPLES["consents"]
]
ALLOWED = msgspec.convert(EXAMPLES["consents"][3]["signed"], Signed)
IN_DOCK = msgspec.convert(EXAMPLES["consents"][5]["signed"], Signed)


@pytest.mark.parametrize(("text", "signed"), CONSENTS)
def test_examples(text: str, signed: Signed) -> None:
    assert statement_text(signed.statement).decode() == text
    assert is_signed(signed, verify_signed)


def test_the_voucher_of_the_examples() -> None:
    example = EXAMPLES["voucher"]
    voucher = msgspec.convert(example["voucher"], Voucher)
    text = voucher_text(example["customer"], example["key"], voucher.at)
    assert text.decode() == example["text"]
    assert is_vouched(example["customer"], example["key"], voucher, verify_signed)
    assert not is_vouched("customer_other", example["key"], voucher, verify_signed)


def test_every_act_has_an_example() -> None:
    assert {signed.statement.act for _, signed in CONSENTS} == set(SignedAct)


@pytest.mark.parametrize(
    "change",
    [
        {"act": SignedAct.GIVE},
        {"customer": "customer_other"},
        {"conversation": "conversation_other"},
        {"conversation": None},
        {"session": "session_8"},
        {"scopes": (Scope.VIEW,)},
        {"scopes": (Scope.CONTROL, Scope.VIEW)},
        {"request": "c:1.2-4"},
        {"person": "agent_8"},
        {"limit": ControlLimit.TYPING},
        {"limit": None},
        {"at": ALLOWED.statement.at + 1},
        {"nonce": "0" * 32},
    ],
)
def test_a_signature_is_good_for_what_it_says_alone(change: dict[str, Any]) -> None:
    other = replace(ALLOWED, statement=replace(ALLOWED.statement, **change))
    assert not is_signed(other, verify_signed)


def test_a_signature_is_good_under_its_key_alone() -> None:
    assert not is_signed(replace(ALLOWED, key=IN_DOCK.key), verify_signed)
    assert not is_signed(replace(ALLOWED, signature="0" * 128), verify_signed)
    assert not is_signed(replace(ALLOWED, signature="f" * 128), verify_signed)
    # No point of the curve.
    assert not is_signed(replace(ALLOWED, key="04" + "1" * 128), verify_signed)


def test_a_dock_signs_only_with_the_voucher_of_its_page() -> None:
    voucher = IN_DOCK.voucher
    assert voucher is not None
    assert IN_DOCK.root == voucher.key != IN_DOCK.key
    for wrong in (
        replace(voucher, at=voucher.at + 1),
        replace(voucher, key=IN_DOCK.key),
        replace(voucher, signature=IN_DOCK.signature),
    ):
        assert not is_signed(replace(IN_DOCK, voucher=wrong), verify_signed)
    assert not is_signed(replace(ALLOWED, voucher=voucher), verify_signed)


@pytest.mark.parametrize(
    "wrong",
    [
        {"customer": "a\nperson: b"},
        {"customer": ""},
        {"customer": "x" * 65},
        {"person": "a b"},
        {"nonce": "0" * 31},
        {"nonce": "G" * 32},
        {"at": -1},
        {"at": 2**53},
        {"at": 1.5},
        {"scopes": ["view", "control", "voice"]},
        {"scopes": ["everything"]},
        {"act": "revoke"},
        {"limit": "nothing"},
    ],
)
def test_what_could_break_out_of_its_line_is_no_statement(wrong: dict[str, Any]) -> None:
    plain = msgspec.to_builtins(ALLOWED.statement) | wrong
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(plain, Statement)


def test_no_line_can_be_taken_for_another() -> None:
    texts = {text for text, _ in CONSENTS}
    assert len(texts) == len(CONSENTS)
    for text in texts:
        names = [line.partition(": ")[0] for line in text.splitlines()[1:]]
        assert names == list(Statement.__struct_fields__)
