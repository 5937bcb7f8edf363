"""Drawings made on the server: where things stand on paper, in numbers. Pure Python, nothing of Django."""
