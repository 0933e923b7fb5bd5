"""Signs a customer's consent receipt for a session of hers that has ended."""

from datetime import UTC, datetime

from broker.receipt_file import write
from broker.receipts import Issuer, receipt
from signaling.rooms import Room
from signaling.signing import Signer


def signed_receipt(
    room: Room, session: str, customer: str, server: str, signer: Signer, now: float
) -> bytes:
    """The file. Raises UnknownThing, WrongState."""
    site = room.site
    issuer = Issuer(
        organisation=site.organisation, site=site.key, site_name=site.name, server=server
    )
    made = receipt(room.events, session, customer, issuer, now, iso)
    return write(made, signer.key, signer.sign)


def iso(at: float) -> str:
    """ISO 8601, in UTC, to the millisecond."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
