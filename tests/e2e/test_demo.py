"""`alongside demo`, as scripts and people rely on it."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.demo_server import DemoServer


def test_the_four_lines_and_a_clean_end(tmp_path: Path) -> None:
    with DemoServer(tmp_path) as server:
        assert server.customer_page == f"{server.origin}/demo/"
        assert server.agent_console == f"{server.origin}/agent/"
        assert server.interrupt() in (0, 130)
    assert "Traceback" not in server.log()


def test_the_same_password_after_a_restart(tmp_path: Path) -> None:
    with DemoServer(tmp_path) as server:
        before = (server.user_name, server.password)
        server.interrupt()
        server.start()
        assert (server.user_name, server.password) == before
