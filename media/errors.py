"""What a headless peer raises. Catch `PeerError` for all of it.

PeerError
├── Refused         the server answered a request with `error`, or a REST call with a status
├── ConnectionLost  the WebSocket went away while something was awaited
├── TimedOut        a wait was over before its condition came true
├── ProtocolError   the server said what is not in signaling/messages/
├── BadSignal       an SDP or candidate that cannot be used
├── BadFrame        a data-channel message that is not as docs/mirror.md says
├── NotConsented    the customer has not allowed this, so it was not done
├── Unproved        the server says that the customer allowed what she did not sign
├── ControlRefused  the customer's page did not do what an agent in control did, see `code`
├── BadSource       a file, tone or pattern that cannot be played
└── LinkLost        the link to the page went away before it was known what became of something
"""


class PeerError(Exception):
    """Base of everything raised on purpose by this package."""


class Refused(PeerError):
    """`code` is the stable code of the protocol reference (`wrong_state`, `too_soon`, ...)."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(f"{code}: {message}")


class ConnectionLost(PeerError):
    """`close_code` as in `signaling.messages.CloseCode`; None where there was no close frame.
    Whether a request that was under way has been carried out is unknown."""

    def __init__(self, close_code: int | None) -> None:
        self.close_code = close_code
        super().__init__(f"the connection to the server was lost (close code {close_code})")


class TimedOut(PeerError, TimeoutError):
    """`what` was awaited for `seconds`."""

    def __init__(self, what: str, seconds: float) -> None:
        self.what = what
        self.seconds = seconds
        super().__init__(f"waited {seconds:g} s in vain for: {what}")


class ProtocolError(PeerError):
    pass


class BadSignal(PeerError):
    """Stands for everything that the SDP and ICE parsers raise, of whatever type."""


class BadFrame(PeerError):
    pass


class BadSource(PeerError):
    pass


class NotConsented(PeerError):
    pass


class Unproved(PeerError):
    """Nothing that comes later counts: this server is not to be trusted."""


class ControlRefused(PeerError):
    """`code` is one of docs/control.md, "Why something is refused" (`control.submit`, ...)."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class LinkLost(PeerError):
    """Whether it has been carried out is unknown: a click on a link may end so, when the page goes
    away at once."""
