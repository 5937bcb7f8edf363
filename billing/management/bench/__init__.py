"""Benchmarks of billing; `manage.py bench NAME` finds them."""
