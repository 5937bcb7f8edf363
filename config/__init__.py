"""Wiring: settings, addresses, servers, the commands that run the product."""
