"""Those who work on reports: what they may see and do, how they are reached, what they do from their phones."""
