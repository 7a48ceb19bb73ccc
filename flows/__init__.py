"""Conversations as data: definition, expressions, reading of answers, and a contact's run through a flow."""
