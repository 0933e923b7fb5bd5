"""Whatever comes in a request, to whatever address: it is refused in words, and not failed on."""

import asyncio
import gzip
import zlib
from pathlib import Path

from signaling.rest.contract import contract_of
from signaling.rest.gate import TABLE, Access
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.operator import BEARER, TOKEN, operate
from tests.signaling.test_access import filled

# No text in any encoding that a server would expect.
BYTES = (b"\xff\xfe", b"alk_\xff", b"\xed\xa0\x80")


async def answered(broker: Broker, method: str, path: str, *headers: bytes) -> tuple[int, bytes]:
    """Status and answer, as a client gets them that sends any bytes it likes."""
    port = int(broker.base_url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = [f"{method} {path} HTTP/1.1".encode(), b"Host: x", b"Connection: close", *headers]
    writer.write(b"\r\n".join(head) + b"\r\n\r\n")
    await writer.drain()
    answer = await asyncio.wait_for(reader.read(), 20)
    writer.close()
    return int(answer.split()[1]), answer


async def test_a08_bytes_that_are_no_text_open_nothing_and_break_nothing(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, operator_token=TOKEN, metrics_token="m" * 20)
    async with start_broker(settings) as broker:
        own = f"Origin: {broker.base_url}".encode()
        wrong = []
        table = broker.app[TABLE]
        for number, (method, pattern) in enumerate(table):
            given = BYTES[number % len(BYTES)]
            for header in (b"Authorization: Bearer " + given, b"Cookie: alongside_agent=" + given):
                status, _ = await answered(broker, method, filled(pattern), own, header)
                if status >= 500:
                    wrong.append((method, pattern, header, status))
        assert wrong == []


async def test_a12_methods_that_nobody_serves(operated: Broker) -> None:
    bearer = f"Authorization: {BEARER}".encode()
    for method in ("TRACE", "TRACK", "CONNECT", "PROPFIND", "get", "X"):
        for path in ("/api/v1/agents", "/api/v1/set-up", "/agent/", "/admin/"):
            status, answer = await answered(operated, method, path, bearer)
            assert status in (400, 404, 405), (method, path)
            # Nothing of what was sent comes back.
            assert TOKEN.encode() not in answer


CURSORS = (
    *("x", "W10=", "WzEuMCwiXHUwMDAwIl0=", "WzFlMzA4MCwiYSJd"),
    *("WyJhIiwxXQ==", "Wy0xLDJd"),
)


async def test_a08_cursors_that_somebody_made_up(operated: Broker) -> None:
    """Also such as PostgreSQL would fail on."""
    for cursor in CURSORS:
        for path in ("agents", "teams", "conversations", "sessions", "sites"):
            status, answer = await operate(operated, "GET", f"/api/v1/{path}?cursor={cursor}")
            assert (status, answer["code"]) == (400, "bad_request"), (path, cursor)


async def test_a08_a_body_that_grows_when_it_is_read(broker: Broker) -> None:
    """Fifty megabytes of blanks, in fifty kilobytes."""
    blanks = b" " * 50_000_000
    for encoding, body in (("deflate", zlib.compress(blanks)), ("gzip", gzip.compress(blanks))):
        assert len(body) < 65_536
        headers = {
            "Origin": broker.base_url,
            "Content-Type": "application/json",
            "Content-Encoding": encoding,
        }
        url = f"{broker.base_url}/api/v1/agents/sign-in"
        async with broker.http.post(url, data=body, headers=headers) as answer:
            assert (answer.status, (await answer.json())["code"]) == (413, "body_too_long")


async def test_a08_answers_are_kept_for_who_has_shown_who_it_is(broker: Broker) -> None:
    """An Idempotency-Key is sealed with what the caller has shown; of who shows nothing, all would
    be one (rest/idempotency.py)."""
    table = broker.app[TABLE]
    kept = []
    for route in broker.app.router.routes():
        said = contract_of(route.handler)
        if said is not None and said.creates:
            assert route.resource is not None
            kept.append(table[route.method, route.resource.canonical])
    assert len(kept) > 5 and set(kept) == {Access.OPERATOR}
