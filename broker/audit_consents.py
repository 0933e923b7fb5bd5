"""Looks at what customers have signed in rows of the audit log, and whether it says what the row
says. So not even who holds the server's keys can put a yes into the log that a customer did not
give; docs/audit.md says what that proves.
"""

from collections.abc import Iterable

import msgspec

from broker.audit import AuditRecord
from broker.audit_export import Row
from broker.names import Role, Scope
from broker.statement import SignedAct, VerifySigned, is_signed

_GRANTED = b'"type":"scope.granted"'
_SIGNED = b'"signed":'


class Consents(msgspec.Struct):
    """So many grants with the customer's signature, and without: from before there were any, or of
    a server that left it away. `bad`: the number of the first row in which it is false, or says
    something else."""

    signed: int = 0
    unsigned: int = 0
    bad: int | None = None


def consents(rows: Iterable[Row], verify: VerifySigned) -> Consents:
    found = Consents()
    for row in rows:
        raw = bytes(row.record)
        if _SIGNED not in raw and _GRANTED not in raw:
            continue
        try:
            record = msgspec.json.decode(raw, type=AuditRecord)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            found.bad = row.number
            return found
        if record.signed is not None and not _is_true(record, verify):
            found.bad = row.number
            return found
        if record.type == "scope.granted":
            found.signed += record.signed is not None
            found.unsigned += record.signed is None
    return found


def _is_true(record: AuditRecord, verify: VerifySigned) -> bool:
    """Whether the signature is one, and the row says nothing that was not signed."""
    signed = record.signed
    assert signed is not None
    said = signed.statement
    if record.role == Role.CUSTOMER and said.customer != record.by:
        return False
    if said.act is not SignedAct.START and said.conversation != record.conversation:
        return False
    if said.session not in (None, record.session):
        return False
    if record.scope is not None and record.scope not in said.scopes:
        return False
    # What came with it answers no question of its own.
    main = record.scope is None or Scope(record.scope) is said.scopes[0]
    if main and said.request is not None and said.request != record.request:
        return False
    if main and record.type == "scope.granted" and said.limit != record.limit:
        return False
    return is_signed(signed, verify)
