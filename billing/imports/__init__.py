"""Bringing in what an accounting system has: items and payments from .csv and .xlsx, by a mapping per source."""
