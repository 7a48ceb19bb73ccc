"""How messages come and go: inbox, assistant, outbox, gateway, segments."""
