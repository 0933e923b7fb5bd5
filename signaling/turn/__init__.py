"""A small TURN client (RFC 8656), to find out what a TURN server does and refuses."""
