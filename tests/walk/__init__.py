"""A random walk through every process: whatever people, time, the outbox and crashes do, the laws hold."""
