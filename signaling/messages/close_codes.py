"""Why a WebSocket was closed, as a number."""


class CloseCode:
    """Close codes of ours (RFC 6455 section 7.4.2: 4000-4999 are private), and some standard ones.
    After `REPLACED` and `SIGNED_OUT` a client must not reconnect."""

    GOING_AWAY = 1001  # the server stops; reconnect
    TOO_BIG = 1009  # a frame of more than `limits.message_bytes`
    INTERNAL = 1011  # a fault of the server's; reconnect
    BAD_MESSAGE = 4400  # no JSON, no known type, no sealed frame, or `hello` missing or wrong
    HELLO_TIMEOUT = 4408  # no `hello` in time
    REPLACED = 4409  # this endpoint connected again elsewhere; do not reconnect
    SIGNED_OUT = 4401  # the agent signed out; do not reconnect
    RATE = 4429  # more messages than `limits.rate` and `limits.burst` permit
    SLOW_READER = 4413  # too much was waiting to be read
    HEARTBEAT = 4410  # no pong in time
    UNSUPPORTED_PROTOCOL = 4406  # `hello` names another version of the protocol
