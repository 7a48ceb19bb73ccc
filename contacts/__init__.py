"""What is kept about one contact: told to them, handed out as a copy, erased."""
