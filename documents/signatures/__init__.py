"""Electronic signatures: read in a child process, and the company's own seal."""
