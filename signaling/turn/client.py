"""One client of a TURN server: asks for an allocation and for permissions, sends and receives."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from signaling.ice_url import IceUrl
from signaling.turn import stun
from signaling.turn.stun import Address, Attribute, Kind, Message, Method
from signaling.turn.wires import Wire, connected

PATIENCE_SECONDS = 4.0  # for one answer
FIRST_RETRY_SECONDS = 0.5
UDP = b"\x11\0\0\0"  # RFC 8656 section 18.7
FAMILIES = {4: b"\x01\0\0\0", 6: b"\x02\0\0\0"}
UNAUTHORIZED, STALE_NONCE = 401, 438


class TurnRefused(Exception):
    """`code`: of the STUN error (RFC 8489 section 14.8, RFC 8656 section 19)."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}".rstrip())
        self.code = code


class TurnSilent(Exception):
    """No answer that could be understood; the sentence says why."""


@asynccontextmanager
async def turn_client(
    url: IceUrl, username: str = "", password: str = ""
) -> AsyncIterator["TurnClient"]:
    """A client of the server at `url`. Raises TurnSilent where nothing can be reached."""
    async with AsyncExitStack() as stack:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                wire = await stack.enter_async_context(connected(url))
        except TimeoutError:
            raise TurnSilent("no answer") from None
        except OSError as error:
            raise TurnSilent(error.strerror or str(error)) from None
        yield TurnClient(wire, username, password)


class TurnClient:
    """Every request raises TurnRefused or TurnSilent. One request at a time."""

    def __init__(self, wire: Wire, username: str, password: str) -> None:
        self._wire = wire
        self._username = username
        self._password = password
        self._realm = b""
        self._nonce = b""

    async def mapped_address(self) -> Address:
        """Where the server sees this client."""
        answer = await self._request(Method.BINDING, {})
        return _address(answer, Attribute.XOR_MAPPED_ADDRESS)

    async def allocate(self, version: int = 4) -> Address:
        """Returns the relayed address, of IP `version`."""
        wanted: dict[int, bytes] = {
            Attribute.REQUESTED_TRANSPORT: UDP,
            Attribute.REQUESTED_ADDRESS_FAMILY: FAMILIES[version],
        }
        answer = await self._authorized(Method.ALLOCATE, wanted)
        return _address(answer, Attribute.XOR_RELAYED_ADDRESS)

    async def refresh(self, seconds: int) -> None:
        """0 gives the allocation back."""
        await self._authorized(Method.REFRESH, {Attribute.LIFETIME: seconds.to_bytes(4, "big")})

    async def permit(self, peer: str) -> None:
        """Lets the IP address `peer` through."""
        await self._authorized(Method.CREATE_PERMISSION, {}, (peer, 0))

    def send(self, data: bytes, peer: Address) -> None:
        transaction = stun.new_transaction()
        attributes: dict[int, bytes] = {
            Attribute.XOR_PEER_ADDRESS: stun.packed_address(peer, transaction),
            Attribute.DATA: data,
        }
        message = Message(Method.SEND, Kind.INDICATION, transaction, attributes)
        self._wire.send(stun.packed(message))

    async def receive(self) -> tuple[bytes, Address]:
        """The next that a permitted peer has sent. Raises TurnSilent."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    message = await self._next()
                    if message is not None and message.method == Method.DATA:
                        sender = _address(message, Attribute.XOR_PEER_ADDRESS)
                        return message.attributes.get(Attribute.DATA, b""), sender
        except TimeoutError:
            raise TurnSilent("nothing came through") from None

    async def _authorized(
        self, method: Method, attributes: Mapping[int, bytes], peer: Address | None = None
    ) -> Message:
        """The server says first for which realm, and with which nonce."""
        signed = bool(self._nonce)
        try:
            return await self._request(method, attributes, peer, signed=signed)
        except _Challenged as challenged:
            self._realm, self._nonce = challenged.realm, challenged.nonce
            if signed and challenged.code == UNAUTHORIZED:
                raise
        return await self._request(method, attributes, peer, signed=True)

    async def _request(
        self,
        method: Method,
        attributes: Mapping[int, bytes],
        peer: Address | None = None,
        *,
        signed: bool = False,
    ) -> Message:
        transaction = stun.new_transaction()
        sent: dict[int, bytes] = dict(attributes)
        if peer is not None:
            sent[Attribute.XOR_PEER_ADDRESS] = stun.packed_address(peer, transaction)
        if signed:
            sent[Attribute.USERNAME] = self._username.encode()
            sent[Attribute.REALM] = self._realm
            sent[Attribute.NONCE] = self._nonce
        message = Message(method, Kind.REQUEST, transaction, sent)
        answer = await self._answer(
            stun.packed(message, self._key if signed else None), transaction
        )
        if answer.kind == Kind.ERROR:
            raise _refusal(answer)
        return answer

    @property
    def _key(self) -> bytes:
        # RFC 8489 section 9.2.2.
        text = f"{self._username}:".encode() + self._realm + f":{self._password}".encode()
        return hashlib.md5(text, usedforsecurity=False).digest()

    async def _answer(self, request: bytes, transaction: bytes) -> Message:
        """Asks again where a message may get lost."""
        loop = asyncio.get_running_loop()
        end, wait = loop.time() + PATIENCE_SECONDS, FIRST_RETRY_SECONDS
        while (left := end - loop.time()) > 0:
            self._wire.send(request)
            try:
                async with asyncio.timeout(min(wait, left) if self._wire.is_lossy else left):
                    while True:
                        message = await self._next()
                        if message is not None and message.transaction == transaction:
                            return message
            except TimeoutError:
                wait *= 2
        raise TurnSilent("no answer")

    async def _next(self) -> Message | None:
        """None for what is no STUN message."""
        try:
            data = await self._wire.receive()
        except OSError as error:
            raise TurnSilent(error.strerror or str(error)) from None
        try:
            return stun.unpacked(data)
        except ValueError:
            return None


class _Challenged(TurnRefused):
    def __init__(self, code: int, reason: str, realm: bytes, nonce: bytes) -> None:
        super().__init__(code, reason)
        self.realm = realm
        self.nonce = nonce


def _refusal(answer: Message) -> TurnRefused | TurnSilent:
    try:
        code, reason = answer.error
    except ValueError:
        return TurnSilent("an answer that is not STUN's")
    nonce = answer.attributes.get(Attribute.NONCE)
    if code in (UNAUTHORIZED, STALE_NONCE) and nonce is not None:
        return _Challenged(code, reason, answer.attributes.get(Attribute.REALM, b""), nonce)
    return TurnRefused(code, reason)


def _address(answer: Message, attribute: Attribute) -> Address:
    try:
        return answer.address(attribute)
    except ValueError:
        raise TurnSilent("an answer without an address") from None
