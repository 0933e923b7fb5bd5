"""What a call takes and answers, said beside its handler: `openapi.json` and docs/rest.md are
written from it, and a test fails where a call of the API has none.

    @contract("Register a website", body=Register, answers={201: SiteInfo}, errors=(BadRequest,))
    async def register(request): ...

What follows from the route is not said again: refusals of the gate, of a body that is no JSON or
too long, of a parameter of the query, and that anything may fail.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from broker.errors import BrokerError

JSON = "application/json"
_ATTRIBUTE = "__alongside_contract__"

H = TypeVar("H", bound=Callable[..., Any])


class Contract(msgspec.Struct, frozen=True, kw_only=True):
    """`does`: one line, without a full stop. `body`: None: the call takes none, or an empty object.
    `needs_body`: False: no body stands for `{}`. `query`: a struct whose fields are the parameters
    (bodies.py). `answers`: by status; None: no content; a tuple: one of these. `media`: of the
    answers; `also`: others, for which the query may ask. `versioned`: its answers have an ETag;
    `changes`: the handler of such a call, whose answer this one changes: it looks at If-Match
    (conditions.py). `creates`: it takes an Idempotency-Key (idempotency.py)."""

    does: str
    body: Any = None
    needs_body: bool = True
    query: type[msgspec.Struct] | None = None
    answers: Mapping[int, Any]
    media: str = JSON
    also: tuple[str, ...] = ()
    errors: tuple[type[BrokerError], ...] = ()
    versioned: bool = False
    changes: Callable[..., Any] | None = None
    creates: bool = False


def contract(
    does: str,
    *,
    answers: Mapping[int, Any],
    body: Any = None,
    needs_body: bool = True,
    query: type[msgspec.Struct] | None = None,
    media: str = JSON,
    also: tuple[str, ...] = (),
    errors: tuple[type[BrokerError], ...] = (),
    versioned: bool = False,
    changes: Callable[..., Any] | None = None,
    creates: bool = False,
) -> Callable[[H], H]:
    """The handler stays as it is."""
    made = Contract(
        does=does,
        body=body,
        needs_body=needs_body,
        query=query,
        answers=answers,
        media=media,
        also=also,
        errors=errors,
        versioned=versioned,
        changes=changes,
        creates=creates,
    )

    def described(handler: H) -> H:
        setattr(handler, _ATTRIBUTE, made)
        return handler

    return described


def contract_of(handler: object) -> Contract | None:
    found = getattr(handler, _ATTRIBUTE, None)
    return found if isinstance(found, Contract) else None
