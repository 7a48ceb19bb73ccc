"""The worker: threads that answer and send, and the scheduler beside them."""
