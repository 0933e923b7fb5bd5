"""Passwords of local accounts, argon2id (RFC 9106) with the library's current parameters."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

PASSWORD_MOST = 256

_hasher = PasswordHasher()
# Each run takes 64 MiB: a crowd at the door waits instead of filling the memory.
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


async def hash_password(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def verify_password(hashed: str | None, password: str) -> bool:
    """False, after the same work, for `hashed` None: both answers take the same time."""
    loop = asyncio.get_running_loop()
    matches = await loop.run_in_executor(_threads, _verify, hashed, password)
    return matches and hashed is not None


def _verify(hashed: str | None, password: str) -> bool:
    try:
        return _hasher.verify(hashed or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _hasher.hash("nobody")
