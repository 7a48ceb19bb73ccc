"""What the assistant does: one action a file, one action a turn."""
