"""Passwords of local accounts, argon2id (RFC 9106) with the library's current parameters; and which
of them are none: what zxcvbn guesses among the first million. No rules of ornament.
"""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

PASSWORD_MOST = 256
GUESSES_LEAST = 1_000_000
# The library's time grows fast with the length; what is longer is judged by how it begins.
_JUDGED = 72
# Stands before the hash of a password that somebody else has set: it is good for setting another
# one, and for nothing else. No version that does not know of it takes such a password at all.
FIRST = "!"
# The names of an account, from this length on, and what there has to be beside them.
_WORD, _OTHERS = 3, 6

_hasher = PasswordHasher()
# Each run takes 64 MiB: a crowd at the door waits instead of filling the memory.
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


async def hash_password(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def verify_password(hashed: str | None, password: str) -> bool:
    """False, after the same work, where there is no hash: all answers take the same time."""
    loop = asyncio.get_running_loop()
    plain = None if hashed is None else hashed.removeprefix(FIRST)
    matches = await loop.run_in_executor(_threads, _verify, plain, password)
    return matches and bool(hashed)


async def is_easy(password: str, names: Iterable[str]) -> bool:
    """`names`: what the account is called; what is made of them is easy, too."""
    words = [word for name in names for word in (name, *name.split())]
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, _is_easy, password, words)


def _is_easy(password: str, words: list[str]) -> bool:
    rest = password.lower()
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= _WORD:
            rest = rest.replace(word.lower(), "")
    if len(rest) < _OTHERS:
        return True
    # Its dictionaries take time and memory: for who sets a password, and nobody else.
    from zxcvbn import zxcvbn

    guesses = zxcvbn(password[:_JUDGED], user_inputs=words)["guesses"]
    return bool(guesses < GUESSES_LEAST)


def _verify(hashed: str | None, password: str) -> bool:
    try:
        return _hasher.verify(hashed or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _hasher.hash("nobody")
