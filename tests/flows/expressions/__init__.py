"""The language of forms, alone and beside the evaluator that other clients use."""
