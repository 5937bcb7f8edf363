"""Word templates that the office writes itself: filled in by a child process that can do nothing else."""
