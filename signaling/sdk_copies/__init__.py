"""The copies of the SDK that websites pin: each build of it under an address of its own, whose
bytes never change, for longer than that build is the server's own."""
