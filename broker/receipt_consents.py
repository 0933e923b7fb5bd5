"""Looks at what the customer has signed in a receipt, and whether it says what the receipt says."""

import msgspec

from broker.receipts import Consent, Receipt, Status, Step
from broker.statement import Signed, SignedAct, VerifySigned, is_signed


class Consents(msgspec.Struct, frozen=True):
    """So many times something was given with her signature, and without. `key`: that of her
    browser, the same for all."""

    signed: int
    unsigned: int
    key: str | None


def consents(receipt: Receipt, verify: VerifySigned) -> Consents | None:
    """None where a signature is false, of another key than the others, or says something else."""
    given = [
        (consent, step)
        for consent in receipt.consents
        for step in consent.events
        if step.event_state is Status.GIVEN
    ]
    all_signed = [step.signed for _, step in given if step.signed is not None]
    all_signed += [one.signed for one in receipt.recipients if one.signed is not None]
    roots = {signed.root for signed in all_signed}
    if len(roots) > 1 or not all(_is_hers(receipt, one, verify) for one in all_signed):
        return None
    if not all(_says(receipt, consent, step) for consent, step in given):
        return None
    if not all(
        one.signed.statement.person == one.entity_id for one in receipt.recipients if one.signed
    ):
        return None
    count = sum(step.signed is not None for _, step in given)
    return Consents(count, len(given) - count, next(iter(roots), None))


def _is_hers(receipt: Receipt, signed: Signed, verify: VerifySigned) -> bool:
    said = signed.statement
    if said.customer != receipt.pii_principal_id:
        return False
    if said.act is not SignedAct.START and said.conversation != receipt.conversation:
        return False
    return said.session in (None, receipt.session) and is_signed(signed, verify)


def _says(receipt: Receipt, consent: Consent, step: Step) -> bool:
    if step.signed is None:
        return True
    said = step.signed.statement
    if consent.scope not in said.scopes:
        return False
    is_main = said.scopes[0] is consent.scope
    return not is_main or said.limit == consent.limit
