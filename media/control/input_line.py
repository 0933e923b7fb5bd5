"""The agent's end of `input`: numbers what it does under one grant, and hears what became of it."""

import asyncio
from collections.abc import Callable
from typing import Protocol

import msgspec

from media.control.input import AnyAnswer, AnyInput, Done, InputAsked, InputRefused, Mark
from media.control.pace import INPUTS_A_SECOND, INPUTS_AT_ONCE, Bucket
from media.control.wire import encode
from media.errors import ControlRefused

# What is more than the customer's side lets in, this side does not send; with something to spare.
PART = 0.75


class Unnumbered(Protocol):
    """`functools.partial(TextInput, "a")` is one."""

    def __call__(self, *, grant: int, seq: int) -> AnyInput: ...


class Outcome(msgspec.Struct, frozen=True):
    """It has been carried out. `asked`: or the customer is being asked, with the code that says
    why (`control.leaves_site`)."""

    asked: str | None = None


class InputLine:
    """`send` takes messages for `input`."""

    def __init__(self, grant: int, send: Callable[[bytes], None]) -> None:
        self.grant = grant
        self._send = send
        self._seq = 0
        self._before = 0
        self._answers: list[AnyAnswer] = []
        self._bucket = Bucket(INPUTS_AT_ONCE * PART, INPUTS_A_SECOND * PART, _now())

    async def send(self, *inputs: Unnumbered, approach: Unnumbered | None = None) -> int:
        """Sends them, at a pace that the other side takes, and a mark; returns its number. What
        becomes of `approach`, the way of the mouse to them, does not matter."""
        self._answers.clear()
        if approach is not None:
            await self._send_one(approach)
        self._before = self._seq
        for unnumbered in (*inputs, Mark):
            await self._send_one(unnumbered)
        return self._seq

    async def _send_one(self, unnumbered: Unnumbered) -> None:
        if (wait := self._bucket.wait(_now())) > 0:
            await asyncio.sleep(wait)
        self._bucket.take(_now())
        self._seq += 1
        self._send(encode(unnumbered(grant=self.grant, seq=self._seq)))

    def heard(self, answer: AnyAnswer) -> None:
        if answer.seq > self._before:
            self._answers.append(answer)

    def outcome(self, mark: int) -> Outcome | None:
        """What became of all that was sent with this mark; None while that is not known. Raises
        ControlRefused for the first of it that was refused."""
        last = next((answer for answer in self._answers if answer.seq == mark), None)
        if last is None:
            return None
        for answer in self._answers:
            if isinstance(answer, InputRefused):
                raise ControlRefused(answer.code)
        asked = (answer.code for answer in self._answers if isinstance(answer, InputAsked))
        return Outcome(asked=next(asked, None)) if isinstance(last, Done) else None


def _now() -> float:
    return asyncio.get_running_loop().time()
