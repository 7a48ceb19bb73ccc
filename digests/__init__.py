"""Summaries for officials: due, counted, compared, written, sent once."""
