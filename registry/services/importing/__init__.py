"""Customers, plants and what packages above register, brought in from files and given out in the same columns."""
