"""What a check of the doctor says."""

from enum import StrEnum

import msgspec


class Verdict(StrEnum):
    """`note`: nothing to judge, but to know. `warn`: it works, and should be better."""

    OK = "ok"
    NOTE = "note"
    WARN = "warn"
    FAILED = "failed"


class Part(StrEnum):
    """What is examined together."""

    STORE = "store"
    SETUP = "setup"
    PUBLIC = "public"
    TURN = "turn"


class Finding(msgspec.Struct, frozen=True):
    """One line: what was looked at, and where all is not well what to do about it."""

    part: Part
    verdict: Verdict
    what: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.verdict.value:<6}  {self.what}" + (f". {self.advice}" if self.advice else "")


class Speaker(msgspec.Struct, frozen=True):
    """Says the findings of one part."""

    part: Part

    def ok(self, what: str) -> Finding:
        return Finding(self.part, Verdict.OK, what)

    def note(self, what: str, advice: str = "") -> Finding:
        return Finding(self.part, Verdict.NOTE, what, advice)

    def warn(self, what: str, advice: str) -> Finding:
        return Finding(self.part, Verdict.WARN, what, advice)

    def failed(self, what: str, advice: str) -> Finding:
        return Finding(self.part, Verdict.FAILED, what, advice)
