"""Rasa's pipeline in our own parts: exact commands first, then sentences, then the cues of an emergency."""
