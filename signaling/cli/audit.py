"""`alongside audit` and `alongside receipt`: prove afterwards what was decided.

`verify` needs nothing but the file and the public key: no store, no settings, no server. Its exit
codes: 0 nothing is wrong, 1 tampered with, 2 wrong usage, 3 not such a file at all or not readable,
4 signed by another key.
"""

import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, BinaryIO, NoReturn

import msgspec
import typer

from broker import receipt_file
from broker.acts import OPERATORS
from broker.audit_check import Found, Problem, Whole, check, last_note
from broker.audit_export import NotAnExport
from broker.checkpoints import BadNote, Note, PublicKey, read_key, read_note
from signaling.auditing import export as exported
from signaling.auditing import note_export
from signaling.cli.acts import acts_list, site_id
from signaling.cli.tools import ConfigOption, run, with_store
from signaling.config import load_settings
from signaling.messages import verify_signed
from signaling.signing import open_signer, verify
from signaling.store import Store

TAMPERED, NOT_ONE, OTHER_KEY = 1, 3, 4
_CODES = {Problem.NOT_AN_EXPORT: NOT_ONE, Problem.UNKNOWN_KEY: OTHER_KEY}

_RECEIPT_CODES = {
    receipt_file.Problem.NOT_A_RECEIPT: NOT_ONE,
    receipt_file.Problem.UNKNOWN_KEY: OTHER_KEY,
}

audit_cli = typer.Typer(
    help="The audit log: of a website, and of what operators do.", no_args_is_help=True
)
receipt_cli = typer.Typer(help="Customers' consent receipts.", no_args_is_help=True)

ChainWork = Callable[[Store, str], Awaitable[None]]
SiteKey = Annotated[str | None, typer.Argument(help="Key of the website; or --acts.")]
ActsOption = Annotated[bool, typer.Option("--acts", help="What operators did, of no website.")]
KeyOption = Annotated[
    list[str] | None,
    typer.Option(help="Public key that you trust, or a file with it; repeatable after a change."),
]

audit_cli.command("acts")(acts_list)


@audit_cli.command("export")
def audit_export(
    site_key: SiteKey = None,
    acts: ActsOption = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; else standard output.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Write the audit log of a website, or of operators, as JSON Lines, with signed checkpoints."""
    wanted = _wanted(site_key, acts)

    async def work(store: Store, chain: str, out: BinaryIO) -> None:
        await note_export(store, chain)
        async for piece in exported(store, chain):
            out.write(piece)

    if output is None:
        _with_chain(config, wanted, lambda store, chain: work(store, chain, sys.stdout.buffer))
        sys.stdout.buffer.flush()
        return
    try:
        with output.open("wb") as file:
            _with_chain(config, wanted, lambda store, chain: work(store, chain, file))
    except OSError as error:
        raise typer.BadParameter(f"Cannot write {output}: {error.strerror}.") from None


@audit_cli.command("checkpoint")
def audit_checkpoint(
    site_key: SiteKey = None, acts: ActsOption = False, config: ConfigOption = None
) -> None:
    """Print a signed checkpoint of now, to keep elsewhere (--since of `audit verify`)."""

    async def work(store: Store, chain: str) -> None:
        print((await store.checkpoints.make(chain)).note, end="")

    _with_chain(config, _wanted(site_key, acts), work)


@audit_cli.command("key")
def audit_key(config: ConfigOption = None) -> None:
    """Print the public key that signs checkpoints and receipts, to keep elsewhere."""
    settings = load_settings(config)

    async def work(store: Store) -> str:
        return (await open_signer(store, settings, time.time())).key.text

    print(run(with_store(settings, work)))


@audit_cli.command("verify")
def audit_verify(
    file: Annotated[Path, typer.Argument(help="What `audit export` wrote.")],
    key: KeyOption = None,
    since: Annotated[
        Path | None, typer.Option(help="A checkpoint, or an older export, that was kept elsewhere.")
    ] = None,
) -> None:
    """Check an export; needs no server. Exit code 1: tampered with; 3: no export; 4: other key."""
    trusted = [_key(text) for text in key or []]
    known = [] if since is None else [_note(since)]
    match check(_read(file), verify, verify_signed, trusted, known):
        case Found() as found:
            where = "" if found.line is None else f" (line {found.line})"
            _fail(f"{found.problem}: {found.text}{where}", _CODES.get(found.problem, TAMPERED))
        case Whole() as whole:
            of = "acts of operators" if whole.site == OPERATORS else f"site {whole.site}"
            print(f"Nothing is wrong: {whole.rows} rows of {of}.")
            if whole.erased:
                print(f"The records of {whole.erased} rows were erased, as later rows say.")
            if whole.signed or whole.unsigned:
                print(
                    f"The customers' own signatures are under {whole.signed} of"
                    f" {whole.signed + whole.unsigned} grants."
                )
            print(f"The last checkpoint is of {_time(whole.last.at)}.")
            if not trusted:
                print(f"Signed by {whole.key.text}: compare it with the key that you know.")


@receipt_cli.command("verify")
def receipt_verify(
    file: Annotated[Path, typer.Argument(help="What a customer downloaded.")],
    key: KeyOption = None,
) -> None:
    """Check a receipt; needs no server. Exit code 1: changed; 3: no receipt; 4: other key."""
    trusted = [_key(text) for text in key or []]
    match receipt_file.check(_read(file), verify, verify_signed, trusted):
        case receipt_file.Bad() as bad:
            _fail(f"{bad.problem}: {bad.text}", _RECEIPT_CODES.get(bad.problem, TAMPERED))
        case receipt_file.Good() as good:
            print("Nothing is wrong. What was signed:")
            print(msgspec.json.format(msgspec.json.encode(good.receipt), indent=2).decode())
            all_given = good.signed + good.unsigned
            print(f"The customer's own signature is under {good.signed} of {all_given} grants.")
            if good.customer_key is not None:
                print(f"The key of the customer's browser is {good.customer_key}.")
            if not trusted:
                print(f"Signed by {good.key.text}: compare it with the key that you know.")


@receipt_cli.callback()
def receipt_root() -> None:
    """Keeps `verify` a command of its own."""


def _wanted(site_key: str | None, acts: bool) -> str | None:
    """The key of a site; None: what operators did."""
    if (site_key is None) is not acts:
        raise typer.BadParameter("It takes the key of a website, or --acts.")
    return site_key


def _with_chain(config: Path | None, site_key: str | None, work: ChainWork) -> None:
    """`work` gets the id of the site, or OPERATORS."""
    settings = load_settings(config)

    async def found(store: Store) -> None:
        chain = OPERATORS if site_key is None else await site_id(store, site_key)
        signer = await open_signer(store, settings, time.time())
        store.checkpoints.start(signer.key, signer.sign, time.time, settings.checkpoint_rows)
        await work(store, chain)

    run(with_store(settings, found))


def _key(text: str) -> PublicKey:
    """Of the command line: a key, or a file that holds one."""
    try:
        return read_key(text)
    except BadNote as error:
        problem = str(error)
    file = Path(text)
    if not file.is_file():
        raise typer.BadParameter(f"--key: {problem}.")
    try:
        return read_key(_read(file).decode(errors="replace"))
    except BadNote as error:
        raise typer.BadParameter(f"--key: {file}: {error}.") from None


def _note(file: Path) -> Note:
    content = _read(file)
    try:
        return read_note(content.decode(errors="replace"))
    except BadNote:
        pass
    try:
        return last_note(content)
    except (NotAnExport, BadNote):
        _fail(f"{file} is neither a checkpoint nor an export.", NOT_ONE)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        _fail(f"Cannot read {file}: {error.strerror}.", NOT_ONE)


def _time(at: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(at / 1000))


def _fail(text: str, code: int) -> NoReturn:
    print(f"alongside: {text}", file=sys.stderr)
    raise typer.Exit(code)
