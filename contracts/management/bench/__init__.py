"""Benchmarks of approvals and contracts; `manage.py bench NAME` finds them."""
