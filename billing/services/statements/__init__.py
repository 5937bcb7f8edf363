"""Statements of account sent in lots: prepared as a list, released by a person, written by the worker."""
