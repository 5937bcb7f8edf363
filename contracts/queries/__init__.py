"""Reads: facts of questions, and the pages of positions released."""
