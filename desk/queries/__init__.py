"""Reads that only pages of the desk need."""
