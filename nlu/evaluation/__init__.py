"""How well messages are understood: sets that no model was trained on, and the score of the trained model on them."""
