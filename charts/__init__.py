"""Charts for mail, pages and screens: one drawing code."""
