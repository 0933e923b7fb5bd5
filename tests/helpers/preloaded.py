"""What servers of tests have in them before they are forked: see `forked`. Once for all of them,
instead of for each, what is only slow the first time has been done here."""

import gc

import sqlalchemy.dialects.sqlite.aiosqlite  # noqa: F401 -- else imported by the first connection
from aiohttp import web
from typer.main import get_group

from signaling.cli import cli
from signaling.config import Settings
from signaling.routes import register, routes
from tests.helpers import quick_passwords
from tests.helpers.stub_bundle import stub_assets

# The expressions of the paths, which `re` keeps; and how arguments are read.
register(web.Application(), routes(Settings(), stub_assets(), None))
get_group(cli).commands["demo"].make_context("demo", ["--port", "1"])

quick_passwords.install()

# A server looks at everything once before it answers: at what is its own.
gc.collect()
gc.freeze()
