"""What cannot wait: rules as data, incidents, and whom they are told to until somebody acknowledges."""
