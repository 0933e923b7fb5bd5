"""Whoever tampers with an export is found, and the first bad row is named."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from broker.audit import GENESIS, ChainedRecord, chain, erasure
from broker.audit_check import Found, Problem, Whole, check, last_note
from broker.audit_export import NotAnExport, checkpoint_line, header_line, row_line
from broker.checkpoints import Checkpoint, Note, PublicKey, read_note, write_note
from signaling.messages import verify_signed
from signaling.signing import verify
from tests.helpers.audit_exports import (
    OTHER,
    SIGNER,
    SITE,
    chained,
    line_of,
    lines_of,
    note_of,
)

COUNT = 9
# What the lines are: a header, rows 1 to 6, a checkpoint, rows 7 to 9, a checkpoint.
ROWS = chained(COUNT)
LINES = lines_of(ROWS, 6)
PLACES = [*range(1, 7), *range(8, 11)]


def judged(lines: list[bytes], *known: Note, key: PublicKey | None = SIGNER.key) -> Whole | Found:
    return check(b"".join(lines), verify, verify_signed, [] if key is None else [key], known)


def found(
    lines: list[bytes], *known: Note, key: PublicKey | None = SIGNER.key
) -> tuple[Problem, int | None]:
    result = judged(lines, *known, key=key)
    assert isinstance(result, Found)
    assert result.text.endswith(".") and (result.row is None or str(result.row) in result.text)
    return result.problem, result.row


@pytest.mark.parametrize("count", [0, 1, COUNT])
@pytest.mark.parametrize("key", [None, SIGNER.key])
def test_a_whole_export(count: int, key: PublicKey | None) -> None:
    rows = chained(count)
    whole = judged(lines_of(rows), key=key)
    head = rows[-1].hash if rows else GENESIS
    assert isinstance(whole, Whole)
    assert (whole.site, whole.rows, whole.last.hash, whole.key) == (SITE, count, head, SIGNER.key)
    assert isinstance(judged(LINES), Whole)


def test_known_checkpoints_of_the_same_history() -> None:
    known = [read_note(note_of(ROWS, upto)) for upto in (0, 3, COUNT)]
    assert isinstance(judged(LINES, *known), Whole)
    assert last_note(b"".join(LINES)) == known[-1]
    # An editor's missing last line break is no loss.
    assert isinstance(judged([*LINES[:-1], LINES[-1].rstrip()]), Whole)


@pytest.mark.parametrize("number", range(1, COUNT + 1))
class TestARow:
    """`number` is the row that is tampered with."""

    def test_edited(self, number: int) -> None:
        place = PLACES[number - 1]
        lines = [*LINES]
        lines[place] = lines[place].replace(b'"e-1"', b'"e-2"')
        assert found(lines) == (Problem.EDITED, number)
        result = judged(lines)
        assert isinstance(result, Found) and result.line == place + 1

    def test_edited_and_hashed_anew(self, number: int) -> None:
        row = ROWS[number - 1]
        forged = chain(row.previous_hash, replace(row.record, endpoint="e-2"))
        lines = [*LINES]
        lines[PLACES[number - 1]] = line_of(number, forged)
        last = (Problem.REWRITTEN, 7)
        assert found(lines) == (last if number == COUNT else (Problem.EDITED, number))

    def test_deleted(self, number: int) -> None:
        place = PLACES[number - 1]
        problem = Problem.TRUNCATED if number == COUNT else Problem.DELETED
        assert found(LINES[:place] + LINES[place + 1 :]) == (problem, number)

    def test_inserted(self, number: int) -> None:
        """Of somewhere else, and one that fits to the row before it."""
        place = PLACES[number - 1]
        foreign = line_of(number, chained(COUNT, "e-9")[number - 1])
        assert found([*LINES[:place], foreign, *LINES[place:]]) == (Problem.INSERTED, number)
        fitting = chain(ROWS[number - 1].previous_hash, replace(ROWS[0].record, endpoint="e-3"))
        lines = [*LINES[:place], line_of(number, fitting), *LINES[place:]]
        assert found(lines) == (Problem.INSERTED, number)
        assert found([*LINES[:place], b"{}\n", *LINES[place:]]) == (Problem.INSERTED, number)

    def test_repeated(self, number: int) -> None:
        place = PLACES[number - 1]
        lines = LINES[: place + 1] + LINES[place:]
        assert found(lines) == (Problem.INSERTED, number + 1)

    def test_moved(self, number: int) -> None:
        """Up by one, and to the very end of the rows."""
        if number == COUNT:
            return
        place, below = PLACES[number - 1], PLACES[number]
        lines = [*LINES]
        lines[place], lines[below] = lines[below], lines[place]
        assert found(lines) == (Problem.REORDERED, number)
        rest = LINES[:place] + LINES[place + 1 : -1]
        assert found([*rest, LINES[place], LINES[-1]]) == (Problem.REORDERED, number)

    def test_the_end_cut_off(self, number: int) -> None:
        """Before the row with its checkpoint kept, everything from it on, and in the middle of
        it. What is cut behind a checkpoint looks whole, unless a later one is known."""
        place = PLACES[number - 1]
        known = read_note(note_of(ROWS, COUNT))
        kept = [LINES[place] for place in PLACES[: number - 1]]
        assert found([LINES[0], *kept, LINES[-1]]) == (Problem.TRUNCATED, number)
        half = LINES[place][: len(LINES[place]) // 2]
        for cut in (LINES[:place], [*LINES[:place], half]):
            if cut[-1] == LINES[7]:
                assert isinstance(judged(cut), Whole)
                assert found(cut, known) == (Problem.ROLLED_BACK, number)
            else:
                first = 7 if number > 7 else 1
                assert found(cut)[0] is Problem.TRUNCATED
                assert found(cut)[1] == first or cut[-1] == half

    def test_history_hashed_anew_from_there(self, number: int) -> None:
        """Only who has the key could sign it."""
        rows: list[ChainedRecord] = ROWS[: number - 1]
        for row in ROWS[number - 1 :]:
            previous = rows[-1].hash if rows else GENESIS
            rows = [*rows, chain(previous, replace(row.record, endpoint="e-2"))]
        lines = [LINES[0], *(line_of(n, row) for n, row in enumerate(rows, start=1))]
        lines[7:7] = [LINES[7]]
        assert found([*lines, LINES[-1]]) == (Problem.REWRITTEN, 1 if number < 7 else 7)
        forged = [*lines_of(rows, signer=OTHER)]
        assert found(forged) == (Problem.UNKNOWN_KEY, None)
        # With the key stolen, what was kept elsewhere still tells.
        known = read_note(note_of(ROWS, number))
        assert found(lines_of(rows), known) == (Problem.REWRITTEN, number)

    def test_rolled_back(self, number: int) -> None:
        """A whole export of yesterday."""
        known = read_note(note_of(ROWS, number))
        assert found(lines_of(ROWS[: number - 1]), known) == (Problem.ROLLED_BACK, number)


def test_rows_put_in_at_the_end() -> None:
    more = chained(COUNT + 2)
    added = [line_of(10, more[9]), line_of(11, more[10])]
    assert found(LINES[:-1] + added + LINES[-1:]) == (Problem.INSERTED, 10)
    assert found(LINES + added) == (Problem.TRUNCATED, 10)


def test_rows_taken_out_and_the_others_renumbered() -> None:
    lines = [LINES[0], *(line_of(n, row) for n, row in enumerate(ROWS[2:], start=1)), LINES[-1]]
    assert found(lines) == (Problem.DELETED, 1)
    kept = [*ROWS[:3], *ROWS[5:]]
    lines = [LINES[0], *(line_of(n, row) for n, row in enumerate(kept, start=1)), LINES[-1]]
    assert found(lines) == (Problem.EDITED, 3)


def test_a_row_that_follows_another_one_and_was_edited() -> None:
    row = replace(ROWS[4], previous_hash="0" * 64)
    assert found([*LINES[:5], line_of(5, row), *LINES[6:]]) == (Problem.EDITED, 5)
    both = replace(row, hash="f" * 64)
    assert found([*LINES[:5], line_of(5, both), *LINES[6:]]) == (Problem.EDITED, 5)


BYTES = [(number, at) for number, p in enumerate(PLACES, 1) for at in range(len(LINES[p]) - 1)]


@given(st.sampled_from(BYTES), st.integers(0, 255))
def test_no_byte_of_a_row_can_be_changed(where: tuple[int, int], byte: int) -> None:
    number, at = where
    place = PLACES[number - 1]
    line = bytearray(LINES[place])
    if line[at] == byte:
        return
    line[at] = byte
    problem, row = found([*LINES[:place], bytes(line), *LINES[place + 1 :]])
    # A line break in it makes two lines of it, of which the second looks put in.
    assert row == number and (problem is Problem.EDITED or byte == 10)


@given(st.sampled_from(BYTES), st.binary(min_size=0, max_size=3), st.booleans())
def test_nothing_can_be_put_into_a_row_or_cut_out(
    where: tuple[int, int], more: bytes, cut: bool
) -> None:
    number, at = where
    place = PLACES[number - 1]
    line = LINES[place][:at] + more + LINES[place][at + cut :]
    if line == LINES[place]:
        return
    lines = [*LINES[:place], line, *LINES[place + 1 :]]
    assert isinstance(judged(lines), Found)


Change = Callable[[str], str]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda note: note.replace("\n9\n", "\n8\n"), Problem.BAD_SIGNATURE),
        (lambda note: note.replace("1764170000000", "1764170000001"), Problem.BAD_SIGNATURE),
        (lambda note: note.replace(note[-12:-9], "AAA"), Problem.BAD_SIGNATURE),
        (lambda note: note_of(ROWS, 9, signer=OTHER), Problem.UNKNOWN_KEY),
        (lambda note: note_of(ROWS, 9, site="site_2"), Problem.OTHER_SITE),
    ],
)
def test_a_checkpoint_that_counts_for_nothing(change: Change, problem: Problem) -> None:
    changed = checkpoint_line(change(note_of(ROWS, 9)))
    assert found([*LINES[:-1], changed]) == (problem, None)
    assert found(LINES, read_note(change(note_of(ROWS, 9)))) == (problem, None)


def test_a_checkpoint_line_that_is_none() -> None:
    assert found([*LINES[:-1], checkpoint_line("")]) == (Problem.BAD_SIGNATURE, None)
    assert found([*LINES[:-1], b'{"checkpoint":3}\n']) == (Problem.BAD_SIGNATURE, None)
    with pytest.raises(NotAnExport):
        last_note(LINES[0])


def test_an_empty_history_that_was_forged() -> None:
    forged = note_of(ROWS, 9).replace("\n9\n", "\n0\n")
    lines = [LINES[0], checkpoint_line(forged)]
    assert found(lines) == (Problem.BAD_SIGNATURE, None)


def test_checkpoints_of_no_rows_with_a_hash() -> None:
    """Signed with the server's key, and yet impossible."""
    note = write_note(Checkpoint(SITE, 0, "f" * 64, 1), SIGNER.key, SIGNER.sign)
    assert found([LINES[0], checkpoint_line(note)])[0] is Problem.REWRITTEN
    assert found(LINES, read_note(note)) == (Problem.REWRITTEN, None)


@pytest.mark.parametrize(
    "export",
    [
        b"",
        b"\n",
        b"PK\x03\x04 something else",
        b"[" * 100_000,
        b"{}\n",
        b'{"format":"alongside-audit"}\n',
        b'{"format":"other","version":1,"site":"s","keys":[]}\n',
        b'{"format":"alongside-audit","version":2,"site":"s","keys":[]}\n',
        b'{"format":"alongside-audit","version":1,"site":"s","keys":["x"]}\n',
        b"\xff\xfe" * 100,
        b"".join(LINES[1:]),
    ],
)
def test_what_is_no_export(export: bytes) -> None:
    result = check(export, verify, verify_signed, [])
    assert isinstance(result, Found) and result.problem is Problem.NOT_AN_EXPORT


def test_a_header_alone() -> None:
    assert found([header_line(SITE, [SIGNER.key])]) == (Problem.TRUNCATED, 1)
    assert found([header_line(SITE, [SIGNER.key]).rstrip()]) == (Problem.TRUNCATED, 1)


def test_hostile_rows() -> None:
    for line in (b"\n", b'{"number":1e999}\n', b"[" * 50_000 + b"\n", b"\x00\n", b"\xff\n"):
        assert found([LINES[0], line, *LINES[2:]]) == (Problem.EDITED, 1)
    upper = row_line(1, GENESIS, "{}", "F" * 64)
    assert found([LINES[0], upper, *LINES[2:]]) == (Problem.EDITED, 1)


def erased(rows: list[ChainedRecord], *numbers: int) -> list[bytes]:
    """The export of `rows` after the records of some were erased, as another row says."""
    said = chain(rows[-1].hash, erasure(numbers, "customer", 1_764_170_000.0))
    lines = lines_of([*rows, said], 6)
    for number in numbers:
        row = rows[number - 1]
        gone = row_line(number, row.previous_hash, "", row.hash)
        lines = [gone if line == line_of(number, row) else line for line in lines]
    return lines


@pytest.mark.parametrize("numbers", [(1,), (3, 4, 5), (1, 6, 7, 9), tuple(range(1, COUNT + 1))])
def test_records_that_were_erased_are_not_missed(numbers: tuple[int, ...]) -> None:
    whole = judged(erased(ROWS, *numbers), read_note(note_of(ROWS, 6)))
    assert isinstance(whole, Whole)
    assert (whole.rows, whole.erased) == (COUNT + 1, len(numbers))


def test_whoever_takes_away_more_than_was_erased_is_found() -> None:
    lines = erased(ROWS, 3, 4)
    for number in (2, 5, COUNT, COUNT + 1):
        row = ROWS[number - 1] if number <= COUNT else None
        place = PLACES[number - 1] if number <= COUNT else len(lines) - 2
        hash = msgspec.json.decode(lines[place])["hash"] if row is None else row.hash
        previous = ROWS[number - 2].hash
        hidden = [*lines]
        hidden[place] = row_line(number, previous, "", hash)
        problem, bad = found(hidden)
        assert problem is Problem.ERASED
        # Without the row that says so, the first that is gone has no excuse.
        assert bad == (3 if number == COUNT + 1 else number)


def test_what_is_left_of_an_erased_row_cannot_be_changed() -> None:
    lines, row = erased(ROWS, 3), ROWS[2]
    lines[3] = row_line(3, row.previous_hash, "", "0" * 64)
    assert found(lines)[1] in (3, 4)
    # Nothing can be put in the place of what is gone.
    lines[3] = line_of(3, replace(row, record=replace(row.record, endpoint="e-2")))
    assert found(lines) == (Problem.EDITED, 3)


def test_a_row_that_says_what_cannot_be() -> None:
    for numbers in [(0, 2**53 - 1), (10**15, 10**15), (5, 2), (-3, -1)]:
        said = chain(ROWS[-1].hash, replace(erasure([1], "x", 1.0), erased=(numbers,)))
        assert isinstance(judged(lines_of([*ROWS, said])), Whole)
