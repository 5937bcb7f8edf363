"""What only one process needs on the desk: one folder per process, found by its code."""
