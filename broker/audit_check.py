"""Checks an export of the audit log (broker/audit_export.py), and says which row is the first that
is not as it was written, and what was done to it.

Hashes alone show every change by somebody who does not compute them anew. Whoever does, and cuts
the end off, is found by the signed checkpoints; whoever puts an older state of everything back, by
a checkpoint that was kept elsewhere. A record may be missing only where a later row says so.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from broker.audit import ERASURE, GENESIS, AuditRecord, link_hash
from broker.audit_consents import consents
from broker.audit_export import (
    CHECKPOINT_BEGINS,
    CheckpointLine,
    Line,
    NotAnExport,
    Row,
    read_header,
    read_line,
)
from broker.checkpoints import BadNote, Checkpoint, Note, PublicKey, Verify, read_key, read_note
from broker.statement import VerifySigned

_HASH = re.compile(r"[0-9a-f]{64}")
_SAYS_ERASED = f'"type":"{ERASURE}"'.encode()


class Problem(StrEnum):
    """`rewritten`: rows before a checkpoint, with new hashes for all that follow. `erased`: a
    record is missing, and no later row says so."""

    EDITED = "edited"
    ERASED = "erased"
    DELETED = "deleted"
    INSERTED = "inserted"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    REWRITTEN = "rewritten"
    ROLLED_BACK = "rolled_back"
    BAD_SIGNATURE = "bad_signature"
    UNKNOWN_KEY = "unknown_key"
    OTHER_SITE = "other_site"
    BAD_CONSENT = "bad_consent"
    NOT_AN_EXPORT = "not_an_export"


class Found(msgspec.Struct, frozen=True):
    """`row`: the first bad one, counted from 1; None where no row is to blame. `line`: of the
    file, counted from 1; None where there is no such line."""

    problem: Problem
    text: str
    row: int | None = None
    line: int | None = None


class Whole(msgspec.Struct, frozen=True):
    """Nothing is wrong. `erased`: so many of the rows have no record any more. `signed`,
    `unsigned`: so many grants with the customer's own signature, and without. `last` is the last
    checkpoint, `key` the one that has signed it."""

    site: str
    rows: int
    erased: int
    signed: int
    unsigned: int
    last: Checkpoint
    key: PublicKey


class Parsed(msgspec.Struct, frozen=True):
    """`row_lines`: on which line each row stands; `notes`: checkpoints, with their lines.
    `is_cut`: the last line is not whole, and left out."""

    site: str
    keys: tuple[str, ...]
    rows: list[Row | None]
    row_lines: list[int]
    notes: list[tuple[int, str]]
    is_cut: bool


def check(
    export: bytes,
    verify: Verify,
    verify_signed: VerifySigned,
    trusted: Sequence[PublicKey],
    known: Iterable[Note] = (),
) -> Whole | Found:
    """`verify`: of the server's keys, `verify_signed`: of customers'. `trusted`: the keys whose
    signatures count; none: those that the export itself names, which proves no more than that it
    fits together. `known`: checkpoints that were kept elsewhere."""
    try:
        parsed = parse(export)
        keys = trusted or [read_key(key) for key in parsed.keys]
    except (NotAnExport, BadNote) as error:
        return Found(Problem.NOT_AN_EXPORT, f"This is not an export of an audit log: {error}.")
    bad_row = first_bad_row(parsed)
    if bad_row is not None:
        return bad_row
    rows = [row for row in parsed.rows if row is not None]
    signed = _signed(parsed, keys, verify)
    if isinstance(signed, Found):
        return signed
    covered = 0
    for line, note in signed:
        wrong = _against(note.checkpoint, parsed.site, rows, covered, line)
        if wrong is not None:
            return wrong
        covered = max(covered, note.checkpoint.rows)
    if parsed.is_cut or not signed or covered < len(rows):
        return _open_end(parsed, covered)
    for note in known:
        wrong = _against_known(note, parsed.site, rows, keys, verify)
        if wrong is not None:
            return wrong
    allowed = consents(rows, verify_signed)
    if allowed.bad is not None:
        text = f"What the customer is said to have allowed in row {allowed.bad} she did not sign."
        return Found(Problem.BAD_CONSENT, text, allowed.bad, parsed.row_lines[allowed.bad - 1])
    last = signed[-1][1]
    return Whole(
        site=parsed.site,
        rows=len(rows),
        erased=sum(row.is_erased for row in rows),
        signed=allowed.signed,
        unsigned=allowed.unsigned,
        last=last.checkpoint,
        key=_signer(last, keys, verify)[0],
    )


def parse(export: bytes) -> Parsed:
    """Raises NotAnExport."""
    first, *others = export.split(b"\n")
    header = read_header(first)
    if others and not others[-1]:
        others.pop()
        is_cut = False
    else:
        # An editor may have taken the last line break away. Half a line is as good as none.
        is_cut = not others or _recognised(others[-1]) is None
        others = others[:-1] if is_cut else others
    parsed = Parsed(header.site, header.keys, [], [], [], is_cut)
    for number, text in enumerate(others, start=2):
        match _recognised(text):
            case CheckpointLine(checkpoint=note):
                parsed.notes.append((number, note))
            case None if text.startswith(CHECKPOINT_BEGINS):
                parsed.notes.append((number, ""))
            case row:
                parsed.rows.append(row)
                parsed.row_lines.append(number)
    return parsed


def last_note(export: bytes) -> Note:
    """The last checkpoint of an export, unchecked. Raises NotAnExport, BadNote."""
    notes = parse(export).notes
    if not notes:
        raise NotAnExport("it has no checkpoint")
    return read_note(notes[-1][1])


def first_bad_row(parsed: Parsed) -> Found | None:
    """Judges the chain alone."""
    expected, may_be_missing = GENESIS, _erased(parsed)
    for index, row in enumerate(parsed.rows):
        if row is None or not _follows(row, expected, index + 1):
            return _diagnosed(parsed, index, expected)
        if row.is_erased and index + 1 not in may_be_missing:
            text = f"The record of row {index + 1} is gone, and no later row says so."
            return Found(Problem.ERASED, text, index + 1, parsed.row_lines[index])
        expected = row.hash
    return None


def _erased(parsed: Parsed) -> set[int]:
    """The numbers of the rows of which a later one says that they were erased. Whether that one is
    what was written shows when its turn comes."""
    found: set[int] = set()
    for row in parsed.rows:
        if row is None or _SAYS_ERASED not in bytes(row.record):
            continue
        try:
            record = msgspec.json.decode(row.record, type=AuditRecord)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue
        if record.type == ERASURE:
            for first, last in record.erased:
                found.update(range(max(first, 1), min(last + 1, row.number, len(parsed.rows))))
    return found


def _recognised(text: bytes) -> Line:
    found = read_line(text)
    if isinstance(found, Row):
        hashes = (found.previous_hash, found.hash)
        return found if all(_HASH.fullmatch(one) for one in hashes) else None
    return found


def _follows(row: Row, expected: str, number: int) -> bool:
    is_linked = row.previous_hash == expected and row.number == number
    # The row after it knows the hash of one that was erased.
    return is_linked and (row.is_erased or row.hash == link_hash(expected, bytes(row.record)))


def _diagnosed(parsed: Parsed, index: int, expected: str) -> Found:
    """What was done at `rows[index]`, which does not follow the row with the hash `expected`."""
    row, number = parsed.rows[index], index + 1
    later = [one for one in parsed.rows[number:] if one is not None]

    def found(problem: Problem, text: str, at: int = number) -> Found:
        return Found(problem, f"Row {at} {text}.", at, parsed.row_lines[at - 1])

    edited = found(Problem.EDITED, "was edited")
    goes_on = bool(later) and later[0].previous_hash == expected
    if row is None:
        return found(Problem.INSERTED, "was put in") if goes_on else edited
    others = {one.hash for one in [*parsed.rows[:index], *later] if one is not None}
    if row.hash in others:
        return found(Problem.INSERTED, "was put in: it is a copy of another one")
    if any(one.hash == row.previous_hash for one in later):
        return found(Problem.REORDERED, "was moved: the one before it comes later")
    if goes_on:
        return found(Problem.INSERTED, "was put in")
    if row.previous_hash == expected or row.hash == link_hash(expected, bytes(row.record)):
        return edited
    if row.number > number:
        return found(Problem.DELETED, "is missing")
    if row.hash != link_hash(row.previous_hash, bytes(row.record)):
        return edited
    before = parsed.rows[index - 2] if index > 1 else None
    if index and row.previous_hash == (GENESIS if before is None else before.hash):
        return found(Problem.INSERTED, "was put in", index)
    if index:
        text = "was edited and hashed anew, or those after it were taken out and renumbered"
        return found(Problem.EDITED, text, index)
    return found(Problem.DELETED, "is missing, and the others were renumbered")


def _signed(
    parsed: Parsed, keys: Sequence[PublicKey], verify: Verify
) -> list[tuple[int, Note]] | Found:
    """The checkpoints, all of them signed by one of `keys`, or what is wrong with the first."""
    read: list[tuple[int, Note]] = []
    for line, text in parsed.notes:
        what = f"The checkpoint on line {line}"
        try:
            note = read_note(text)
        except BadNote as error:
            return Found(Problem.BAD_SIGNATURE, f"{what} is worth nothing: {error}.", line=line)
        wrong = _badly_signed(note, what, line, keys, verify)
        if wrong is not None:
            return wrong
        read.append((line, note))
    return read


def _badly_signed(
    note: Note, what: str, line: int | None, keys: Sequence[PublicKey], verify: Verify
) -> Found | None:
    if _signer(note, keys, verify):
        return None
    if any(key.id == note.key_id for key in keys):
        return Found(Problem.BAD_SIGNATURE, f"{what} is not what was signed.", line=line)
    text = f"{what} was signed by another key, with the id {note.key_id.hex()}."
    return Found(Problem.UNKNOWN_KEY, text, line=line)


def _signer(note: Note, keys: Sequence[PublicKey], verify: Verify) -> list[PublicKey]:
    return [key for key in keys if note.is_signed_by(key, verify)]


def _against(told: Checkpoint, site: str, rows: list[Row], covered: int, line: int) -> Found | None:
    """`covered`: so many rows are under an earlier checkpoint."""
    what = f"The checkpoint on line {line}"
    if told.site != site:
        return Found(Problem.OTHER_SITE, f"{what} is of another site, {told.site}.", line=line)
    if told.rows > len(rows):
        row = len(rows) + 1
        text = f"Row {row} is missing: there were {told.rows}, and the end was cut off."
        return Found(Problem.TRUNCATED, text, row)
    if told.hash != _hash_at(rows, told.rows):
        first = min(covered + 1, told.rows)
        text = f"Row {first} or one after it, up to row {told.rows}, was rewritten: t{what[1:]}"
        return Found(Problem.REWRITTEN, f"{text} saw other rows.", first or None, line)
    return None


def _against_known(
    note: Note, site: str, rows: list[Row], keys: Sequence[PublicKey], verify: Verify
) -> Found | None:
    what, told = "The known checkpoint", note.checkpoint
    wrong = _badly_signed(note, what, None, keys, verify)
    if wrong is not None:
        return wrong
    if told.site != site:
        return Found(Problem.OTHER_SITE, f"{what} is of another site, {told.site}.")
    if told.rows > len(rows):
        row = len(rows) + 1
        text = f"Row {row} is missing: the known checkpoint saw {told.rows}. This state is older."
        return Found(Problem.ROLLED_BACK, text, row)
    if told.hash != _hash_at(rows, told.rows):
        text = f"Row {told.rows} or one before it was rewritten after the known checkpoint."
        return Found(Problem.REWRITTEN, text, told.rows or None)
    return None


def _open_end(parsed: Parsed, covered: int) -> Found:
    """The last rows are under no checkpoint."""
    row = covered + 1
    last_line = parsed.notes[-1][0] if parsed.notes else 0
    if not parsed.is_cut and covered < len(parsed.rows) and last_line > parsed.row_lines[-1]:
        text = f"Row {row} was put in: the last checkpoint saw {covered}."
        return Found(Problem.INSERTED, text, row, parsed.row_lines[covered])
    text = f"The end was cut off: there is no checkpoint of row {row} and later ones."
    return Found(Problem.TRUNCATED, text, row)


def _hash_at(rows: list[Row], count: int) -> str:
    return rows[count - 1].hash if count else GENESIS
