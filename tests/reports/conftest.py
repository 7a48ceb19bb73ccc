"""A clock in the test's hand."""

from tests.surveys.conftest import clock

__all__ = ["clock"]
