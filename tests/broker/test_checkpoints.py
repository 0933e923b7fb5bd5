"""Notes as the specification of C2SP has them."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.audit import GENESIS
from broker.checkpoints import BadNote, Checkpoint, PublicKey, read_key, read_note, write_note
from signaling.signing import verify
from tests.helpers.audit_exports import OTHER, SIGNER

CHECKPOINT = Checkpoint("site_1", 7, "ab" * 32, 1_764_170_000_000)
NOTE = write_note(CHECKPOINT, SIGNER.key, SIGNER.sign)


def test_a_note_is_text_an_empty_line_and_a_signature() -> None:
    text, _, signature = NOTE.partition("\n\n")
    head = base64.b64encode(b"\xab" * 32).decode()
    assert text == f"alongside audit site_1\n7\n{head}\n1764170000000"
    dash, name, encoded = signature.rstrip("\n").split(" ")
    assert (dash, name) == ("\u2014", "alongside")
    raw = base64.b64decode(encoded)
    hashed = hashlib.sha256(b"alongside\n\x01" + SIGNER.key.raw).digest()
    assert raw[:4] == hashed[:4]
    assert verify(SIGNER.key, raw[4:], f"{text}\n".encode())


def test_a_note_is_read_as_it_was_written() -> None:
    note = read_note(NOTE)
    assert note.checkpoint == CHECKPOINT
    assert note.is_signed_by(SIGNER.key, verify)
    assert not note.is_signed_by(OTHER.key, verify)
    empty = Checkpoint("site_1", 0, GENESIS, 1)
    assert read_note(write_note(empty, SIGNER.key, SIGNER.sign)).checkpoint == empty


def test_a_key_is_read_as_it_was_written() -> None:
    assert SIGNER.key.text.startswith(f"alongside+{SIGNER.key.id.hex()}+A")
    assert read_key(SIGNER.key.text + "\n") == SIGNER.key


@given(st.binary(min_size=32, max_size=32))
def test_every_key_has_its_text(raw: bytes) -> None:
    assert read_key(PublicKey(raw).text).raw == raw


@given(st.integers(0, len(NOTE) - 1), st.characters())
def test_no_letter_of_a_note_can_be_changed(place: int, letter: str) -> None:
    changed = NOTE[:place] + letter + NOTE[place + 1 :]
    if changed == NOTE:
        return
    try:
        note = read_note(changed)
    except BadNote:
        return
    assert not note.is_signed_by(SIGNER.key, verify)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        NOTE.replace("\n\n", "\n"),
        NOTE.replace("\u2014", "-"),
        NOTE + NOTE,
        NOTE + "x" * 10_000,
        NOTE.replace("\n7\n", "\n07\n"),
        NOTE.replace("\n7\n", "\n-7\n"),
        NOTE.replace("site_1", "site 1"),
        NOTE.replace("alongside audit", "other audit"),
        NOTE[:-5] + "====\n",
        NOTE[:-4] + "A=\n",
        NOTE.replace("q6s=\n", "q6t=\n"),
        NOTE.rpartition(" ")[0] + " " + "A" * 92 + "\n",
        NOTE.rpartition(" ")[0] + " " + "=" * 92 + "\n",
        NOTE[:-3] + "/=\n",
        "\x00" * 50,
    ],
)
def test_what_is_no_note(note: str) -> None:
    with pytest.raises(BadNote):
        read_note(note)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "alongside",
        SIGNER.key.text[:-1],
        SIGNER.key.text.replace("alongside", "other"),
        "alongside+00000000+" + SIGNER.key.text.rpartition("+")[2],
        f"alongside+{SIGNER.key.id.hex()}+" + base64.b64encode(b"\x02" + SIGNER.key.raw).decode(),
    ],
)
def test_what_is_no_key(key: str) -> None:
    with pytest.raises(BadNote):
        read_key(key)
