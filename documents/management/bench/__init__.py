"""Benches of documents."""
