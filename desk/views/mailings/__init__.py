"""Mailings and the lists of customers they go to."""
