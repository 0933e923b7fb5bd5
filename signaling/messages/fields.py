"""What the fields of messages may hold."""

from typing import Annotated, Literal

import msgspec

from broker.statement import SigningKey

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]
# A point of P-256, not compressed (SEC 1 section 2.3.3), in hexadecimal.
PublicKey = SigningKey
# Why a dock ends what it was granted, other than by her wish.
DeviceReason = Literal["denied_by_device", "no_device", "surface_forbidden"]
# On which way a link goes, and why it goes no way, or no better one.
PathKind = Literal["direct", "turn", "sealed"]
PathCause = Literal["no_path", "turn_refused", "turn_unreachable"]
Natural = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
