"""Invitations of people without an account to a session: made, redeemed, limited.

An invitation is a URL whose fragment opens one place at the session's door, once. Whoever redeems
it is a guest of that session and of no other, and waits there for the customer.
"""

import time
import unicodedata
from collections.abc import Callable

import msgspec

from broker.errors import UnknownThing
from broker.events import Person
from broker.names import Role
from signaling.auth.tokens import hash_guest_invitation, hash_token, new_id, new_token
from signaling.config import Settings
from signaling.errors import (
    BadGuestName,
    BadInvitation,
    BadToken,
    InvitationExpired,
    InvitationUsed,
    SessionOver,
    TooManyTries,
)
from signaling.limits import Window
from signaling.rooms import Room, Rooms
from signaling.store import Store
from signaling.store.guests import Guest
from signaling.store.writer import Job

HALF_AN_HOUR = 1800.0
# Nobody invites that many people by hand.
MOST_INVITATIONS = 30
# Longer than sessions last; the guest's page needs it after a reload only.
GUEST_SECONDS = 14_400.0
NAME_MOST = 80
# They join letters in names of several scripts, and are seen by what they do.
JOINERS = "\u200c\u200d"


class ShownInvitation(msgspec.Struct, frozen=True):
    """`url` as it is passed on."""

    url: str
    expires_at: float


class Invitations:
    """Wrong tries count per address. A token has 256 bits: that one is told why an invitation does
    not open gives nothing away."""

    def __init__(
        self, store: Store, rooms: Rooms, settings: Settings, clock: Callable[[], float]
    ) -> None:
        self._store = store
        self._rooms = rooms
        self._origin = settings.origin
        self._seconds = settings.code_seconds
        self._clock = clock
        self._made = Window(MOST_INVITATIONS, HALF_AN_HOUR)
        self._tries = Window(settings.code_tries, HALF_AN_HOUR)

    def create(self, room: Room, session: str, by: Person) -> tuple[ShownInvitation, Job]:
        """A new invitation, and the job that stores it. Raises TooManyTries."""
        if not self._made.allows(by.id, time.monotonic()):
            raise TooManyTries
        self._made.add(by.id, time.monotonic())
        now = self._clock()
        invitation = new_token()
        guest = Guest(
            id=new_id("guest"),
            conversation=room.conversation.id,
            session=session,
            until=now + self._seconds,
            expires_at=now + GUEST_SECONDS,
        )
        job = self._store.guests.inviting(hash_guest_invitation(invitation), guest)
        return ShownInvitation(f"{self._origin}/join#{invitation}", guest.until), job

    async def redeem(self, invitation: str, name: str, source: str) -> tuple[Guest, Room, str]:
        """The guest, where they are expected, and their token. Raises BadGuestName, BadInvitation,
        InvitationExpired, InvitationUsed, SessionOver, TooManyTries; it can still be used then."""
        name = visible_name(name)
        now = time.monotonic()
        if not self._tries.allows(source, now):
            raise TooManyTries
        try:
            guest, room, token = await self._redeem(invitation, name)
        except (BadInvitation, InvitationExpired, InvitationUsed):
            self._tries.add(source, now)
            raise
        return guest, room, token

    async def _redeem(self, invitation: str, name: str) -> tuple[Guest, Room, str]:
        hashed, now = hash_guest_invitation(invitation), self._clock()
        guest = await self._store.guests.invited(hashed, now)
        if guest is None:
            raise BadInvitation
        if guest.has_come:
            raise InvitationUsed
        if guest.until <= now:
            raise InvitationExpired
        room = await self._open_room(guest)
        token = new_token()
        if not await self._store.guests.redeem(hashed, name, hash_token(token), now):
            raise InvitationUsed
        return msgspec.structs.replace(guest, name=name, has_come=True), room, token

    async def returning(self, token: str) -> tuple[Guest, Room]:
        """The guest whose token this is, after a reload, say. Raises BadToken, SessionOver."""
        guest = await self._store.guests.by_token(hash_token(token), self._clock())
        if guest is None:
            raise BadToken
        return guest, await self._open_room(guest)

    async def check(self, person: Person, conversation: str, session: str | None) -> None:
        """Raises UnknownThing unless the guest was invited to this session of this conversation
        (None: to whichever)."""
        guest = await self._store.guests.by_id(person.id)
        if guest is None or guest.conversation != conversation:
            raise UnknownThing(what="conversation")
        if session not in (None, guest.session):
            raise UnknownThing(what="conversation")

    async def _open_room(self, guest: Guest) -> Room:
        """Where the session goes on, and the guest was not refused. Raises SessionOver."""
        room = await self._rooms.get(guest.conversation)
        session = room.conversation.session
        if session is None or session.id != guest.session or not session.is_open:
            raise SessionOver
        if guest.id in session.removed:
            raise SessionOver
        return room


def person_of(guest: Guest) -> Person:
    return Person(id=guest.id, role=Role.GUEST, name=guest.name)


def visible_name(text: str) -> str:
    """The name as it is kept: what is invisible, or turns the text around it, is not taken. Raises
    BadGuestName."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    plain = all(letter.isprintable() or letter in JOINERS for letter in name)
    seen = any(unicodedata.category(letter)[0] in "LNPS" for letter in name)
    if not plain or not seen or len(name) > NAME_MOST:
        raise BadGuestName(most=NAME_MOST)
    return name
