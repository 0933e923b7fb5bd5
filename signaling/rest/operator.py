"""The gate of all calls that are for the operator, and for contact centres that may act for one.

They carry `Authorization: Bearer` and the setting `operator_token`, without which their paths do
not exist.
"""

import hmac

from aiohttp import web

from signaling.errors import BadToken, NoSuchPage
from signaling.keys import SETTINGS


def let_in(request: web.Request) -> None:
    """Raises NoSuchPage, BadToken. Before anything else of the request is looked at."""
    token = request.app[SETTINGS].operator_token
    if not token:
        raise NoSuchPage
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    is_given = hmac.compare_digest(given.encode(errors="replace"), token.encode())
    if kind.lower() != "bearer" or not is_given:
        raise BadToken
