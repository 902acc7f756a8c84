"""The worker: one process that does jobs and sends messages when they are due, until a stop."""
