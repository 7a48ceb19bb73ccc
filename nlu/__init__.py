"""What people say: examples for Rasa, and the plain reading of language, place, time and category."""
