"""Regular work: the whole job table on one screen."""
