"""The connection of a page link: one RTCPeerConnection with its channels."""

from collections.abc import Callable

from media.peer_connection import PeerConnection, typed
from signaling.messages import IceServer

CHANNELS = {"mirror": 0, "assets": 1, "pointer": 2, "ink": 3, "input": 4, "sync": 5}
# Their messages are strings to a browser (RFC 8831 section 8), the others' are binary.
TEXT_CHANNELS = frozenset({"pointer", "ink", "input", "sync"})


class Connection(PeerConnection):
    """See PeerConnection."""

    def __init__(
        self,
        ice_servers: list[IceServer],
        on_open: Callable[[], None],
        on_message: Callable[[str, bytes], None],
        on_lost: Callable[[], None],
    ) -> None:
        super().__init__(ice_servers, on_open, on_message, on_lost)
        with typed("the channels"):
            for name, id in CHANNELS.items():
                # Where somebody pointed a moment ago is of no use to anybody.
                self._add_channel(name, id, fleeting=name == "pointer")

    def send(self, channel: str, data: bytes | str) -> None:
        """Raises BadSignal if the channel is not open."""
        text = channel in TEXT_CHANNELS and isinstance(data, bytes)
        super().send(channel, data.decode() if text and isinstance(data, bytes) else data)
