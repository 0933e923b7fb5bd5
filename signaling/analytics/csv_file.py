"""Tables as files: RFC 4180, and nothing in them that a spreadsheet would carry out.

What begins like a formula is put behind an apostrophe, which spreadsheets take as "this is text"
(OWASP, "CSV Injection"); numbers of ours stay numbers.
"""

import csv
import io
from collections.abc import Iterable

import msgspec

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# What a row is of comes first.
_FIRST = ("start", "key", "name", "measure", "kind", "count", "links")

Value = str | int | float | None


def to_csv(kind: type[msgspec.Struct], rows: Iterable[msgspec.Struct]) -> bytes:
    """With a header; in UTF-8. `rows`: all of this kind."""
    names = kind.__struct_fields__
    columns = [name for name in _FIRST if name in names]
    columns += [name for name in names if name not in columns]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_shown(getattr(row, name)) for name in columns])
    # A name may hold half of a pair that no encoding has.
    return out.getvalue().encode(errors="replace")


def _shown(value: Value) -> str | int | float:
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "")
    # Some spreadsheets look behind blanks, and take the full-width signs for the same.
    is_formula = text.startswith(FORMULA) or text.lstrip().translate(_NARROW).startswith(FORMULA)
    return f"'{text}" if is_formula else text


_NARROW = {0xFF1D: "=", 0xFF0B: "+", 0xFF0D: "-", 0xFF20: "@"}
