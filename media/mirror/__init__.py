"""The mirror of docs/mirror.md without a browser: both ends, and the page between them."""
