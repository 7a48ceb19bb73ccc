"""How fast and how large: the figures of docs/benchmarks.md."""
