"""The business: references, filing, what became of a report, and what leaves the system."""
