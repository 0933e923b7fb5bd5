"""Tampering with a long history (G-03), and two implementations over many receipts (G-04): the
numbers of the promise, which the short tests beside these do not reach.
"""

import random
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from broker.audit_check import Problem, Whole
from broker.checkpoints import read_note
from broker.receipt_file import Good, check, write
from broker.receipts import receipt
from signaling.messages import verify_signed
from signaling.receipts import iso
from signaling.signing import verify
from tests.broker.test_audit_check import found, judged
from tests.broker.test_receipts import ISSUER, VERIFIER, ended
from tests.helpers.audit_exports import OTHER, SIGNER, chained, line_of, lines_of, note_of

ROWS = 100_000
RECEIPTS = 10_000
# As many as one command line takes.
AT_ONCE = 1_000


@pytest.mark.long
def test_g03_one_row_of_a_hundred_thousand() -> None:
    rows = chained(ROWS)
    lines = lines_of(rows)
    assert isinstance(judged(lines), Whole)
    dice = random.Random(3)
    for number in (1, ROWS - 1, *(dice.randrange(2, ROWS - 1) for _ in range(3))):
        row = rows[number - 1]
        other = replace(row, record=chained(1, endpoint="e-2")[0].record)
        edited = [*lines[:number], line_of(number, other), *lines[number + 1 :]]
        assert found(edited) == (Problem.EDITED, number)
        deleted = [*lines[:number], *lines[number + 1 :]]
        assert found(deleted) == (Problem.DELETED, number)
        moved = [*lines[:number], lines[number + 1], lines[number], *lines[number + 2 :]]
        assert found(moved)[1] in (number, number + 1)
    known = read_note(note_of(rows, ROWS))
    # The database of yesterday, and a history that somebody has made up from there.
    assert found(lines_of(rows[:-1]), known) == (Problem.ROLLED_BACK, ROWS)
    fork = chained(ROWS, endpoint="e-2")
    assert found(lines_of(fork), known) == (Problem.REWRITTEN, ROWS)
    assert found([*lines[: ROWS // 2], lines[-1]])[1] == ROWS // 2


@pytest.mark.long
def test_g04_a_second_implementation_agrees_over_ten_thousand(tmp_path: Path) -> None:
    dice = random.Random(11)
    events = ended().events
    for first in range(0, RECEIPTS, AT_ONCE):
        files, expected = [], []
        for number in range(first, first + AT_ONCE):
            made = receipt(events, "s1", "carla", ISSUER, 2000.0 + number, iso)
            signer = SIGNER if number % 7 else OTHER
            file = bytearray(write(made, signer.key, signer.sign))
            if number % 2:
                file[dice.randrange(len(file))] = dice.randrange(256)
            files.append(tmp_path / f"{number % AT_ONCE}.json")
            files[-1].write_bytes(file)
            expected.append(
                isinstance(check(bytes(file), verify, verify_signed, [SIGNER.key]), Good)
            )
        done = subprocess.run(
            ["node", str(VERIFIER), "receipt", *map(str, files), SIGNER.key.text],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        told = [line == "ok" for line in done.stdout.removesuffix("\n").split("\n")]
        wrong = [at for at, (one, two) in enumerate(zip(told, expected, strict=True)) if one != two]
        assert wrong == [], [files[at].read_bytes() for at in wrong[:3]]
