"""When a delivery is tried again, and when nobody tries any more. Pure: time and dice are
arguments."""

import msgspec

MINUTE = 60.0
HOUR = 3600.0
DAY = 86_400.0

# 5 s, 10 s, 20 s, ... up to an hour, each more or less by a quarter.
FIRST_DELAY = 5.0
LONGEST_DELAY = HOUR
JITTER = 0.25
# A message is tried for so long; then it is dead.
LIFE = DAY
# So many attempts (half a minute or a little more) hold back the messages behind: they come in
# order past a short failure, and one message that the receiver cannot digest does not stop them.
HOLDING_ATTEMPTS = 4
# A webhook whose every attempt has failed for so long is turned off.
FAILING_MOST = 3 * DAY
# What waits for a webhook. When it is more the webhook is turned off, and nothing is dropped.
QUEUE_MOST = 10_000
# Dead messages, and what waits for a webhook that is off, are forgotten after this.
KEPT = 30 * DAY

OK_STATUS = range(200, 300)
GONE_STATUS = 410


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """How one attempt ended. `status`: of the answer; None: there was none, and `error` says why.
    `retry_after`: seconds that the receiver wants to be left alone."""

    status: int | None = None
    error: str | None = None
    retry_after: float = 0.0

    @property
    def delivered(self) -> bool:
        return self.status in OK_STATUS

    @property
    def failure(self) -> str | None:
        """In one word, for logs and for the operator."""
        if self.delivered:
            return None
        return self.error or f"status_{self.status}"


class Delivered(msgspec.Struct, frozen=True):
    pass


class Again(msgspec.Struct, frozen=True):
    due_at: float


class Dead(msgspec.Struct, frozen=True):
    pass


class TurnOff(msgspec.Struct, frozen=True):
    """The message stays where it is, for when the webhook is turned on again."""

    reason: str


Verdict = Delivered | Again | Dead | TurnOff


def verdict(
    attempt: Attempt,
    *,
    attempts: int,
    expires_at: float,
    failing_since: float | None,
    now: float,
    dice: float,
) -> Verdict:
    """What follows. `attempts` counts this one; `failing_since`: of the webhook, before this one;
    `dice`: from 0 to 1."""
    if attempt.delivered:
        return Delivered()
    if attempt.status == GONE_STATUS:
        return TurnOff("gone")
    if failing_since is not None and now - failing_since >= FAILING_MOST:
        return TurnOff("failing")
    due_at = now + max(delay(attempts, dice), min(attempt.retry_after, LONGEST_DELAY))
    return Again(due_at) if due_at < expires_at else Dead()


def delay(attempts: int, dice: float) -> float:
    # The exponent is bounded: 2 ** 5000 is no float.
    plain = min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(attempts - 1, 20))
    return plain * (1 - JITTER + 2 * JITTER * dice)
