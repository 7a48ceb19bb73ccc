"""Tests speak as people do; they run against the real Rasa, action server, database and browser."""
