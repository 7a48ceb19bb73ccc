"""Rasa's edge: the one channel it speaks through, what it remembers (nothing), and what it may log."""
