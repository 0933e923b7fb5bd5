"""Pointing, drawing and remote control, as docs/control.md has them, for both headless ends."""
