"""Surveys are taken to people: who is asked, when, what it will cost, and what is told back."""
