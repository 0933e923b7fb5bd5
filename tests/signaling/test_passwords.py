from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from signaling.auth.passwords import hash_password, verify_password
from tests.helpers.quick_passwords import REAL


def test_a_server_hashes_as_the_standard_wants() -> None:
    assert extract_parameters(REAL.hash("correct horse battery")) == RFC_9106_LOW_MEMORY


async def test_only_the_password_itself_is_verified() -> None:
    hashed = await hash_password("correct horse battery")
    assert hashed.startswith("$argon2id$") and "horse" not in hashed
    assert await verify_password(hashed, "correct horse battery")
    for other in ("", "correct horse batter", "correct horse battery ", "Correct horse battery"):
        assert not await verify_password(hashed, other)
    assert await hash_password("correct horse battery") != hashed


async def test_nobody_has_a_password() -> None:
    for hashed in (None, "", "no hash"):
        assert not await verify_password(hashed, "nobody")
        assert not await verify_password(hashed, "")
