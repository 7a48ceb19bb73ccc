"""Start everything with one command, and keep it running."""
