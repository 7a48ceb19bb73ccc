"""The answers of a flow as tables, in the shapes that users of KoboToolbox and ODK know.

A form is laid out (``layout``) over all of its versions, runs are read in chunks (``records``), and one writer for each
kind of file takes them as they come, so that ten thousand runs need no more memory than a hundred.
"""

from flows.results.export import KINDS, NoResults, write

__all__ = ["KINDS", "NoResults", "write"]
