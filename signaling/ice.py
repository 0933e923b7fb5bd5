"""What a link may use to find a path: STUN and TURN servers, with credentials of its own.

TURN's REST scheme (draft-uberti-behave-turn-rest): the server shares a secret with the TURN server
and computes user names that expire. coturn looks at the time when an allocation is made; one that
stands may be refreshed for ever.
"""

import base64
import hashlib
import hmac

from signaling.config import Settings
from signaling.messages import IceServer


class Ice:
    """The operator's STUN and TURN servers; none without settings."""

    def __init__(self, settings: Settings) -> None:
        self._stun_urls = list(settings.stun_urls)
        self._turn_urls = list(settings.turn_urls)
        self._secret = settings.turn_secret
        self._seconds = settings.turn_seconds

    def servers(self, endpoint: str, link: str, now: float) -> list[IceServer]:
        """For `endpoint`, one end of `link`. `now`: seconds since 1970, as the TURN server counts
        them; the credentials are of use until `turn_seconds` later."""
        servers = [IceServer(urls=self._stun_urls)] if self._stun_urls else []
        if self._turn_urls:
            # In the log of a TURN server it tells whose allocation it was.
            username = f"{int(now + self._seconds)}:{endpoint}:{link}"
            credential = turn_credential(self._secret, username)
            turn = IceServer(urls=self._turn_urls, username=username, credential=credential)
            servers.append(turn)
        return servers


def turn_credential(secret: str, username: str) -> str:
    digest = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
