"""Guessing a password is to be slow: each try costs a server a fifth of a second of a core. Tests
that sign somebody in do not ask about that, and hundreds of them do."""

from argon2 import PasswordHasher

from signaling.auth import passwords

# What servers have that no test has touched.
REAL = passwords._hasher


def install() -> None:
    """This process, and what it forks, hashes the same way but with the least work."""
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
