"""How well messages are understood: sets that no model was trained on, and what is measured on them."""
