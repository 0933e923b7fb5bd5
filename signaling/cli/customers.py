"""`alongside customer`"""

import time
from typing import Annotated

import typer

from signaling.cli.tools import ConfigOption, run, with_store
from signaling.config import load_settings
from signaling.forgetting import Forgetting
from signaling.rooms import Rooms
from signaling.staff_rights import StaffRights
from signaling.store import Store
from signaling.store.erasure import Erased
from signaling.system import System

customer_cli = typer.Typer(help="Customers.", no_args_is_help=True)


@customer_cli.command("erase")
def customer_erase(
    customer: Annotated[str, typer.Argument(help="Id of the customer, as webhooks and REST say.")],
    keep_audit: Annotated[
        bool, typer.Option("--keep-audit", help="The ids in the audit log stay.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config: ConfigOption = None,
) -> None:
    """Erase all of a customer; what goes on with her ends first. It cannot be undone."""
    settings = load_settings(config)
    if not yes:
        typer.confirm(f"Erase everything about {customer}?", abort=True)

    async def work(store: Store) -> Erased:
        system = System(store, settings)
        await system.load()
        rooms = Rooms(
            store,
            system=system,
            staff=StaffRights(store),
            resume_seconds=settings.resume_seconds,
            clock=time.time,
            on_decided=lambda room, decided, before: None,
        )
        # A running server finds out within a second.
        forgetting = Forgetting(store, rooms, time.time, lambda person: None)
        return await forgetting.forget(customer, keep_audit=keep_audit)

    erased = run(with_store(settings, work))
    print(f"Erased: conversations {erased.conversations}, audit records {erased.audit_rows}.")


@customer_cli.callback()
def customer_root() -> None:
    """Keeps `erase` a command of its own."""
