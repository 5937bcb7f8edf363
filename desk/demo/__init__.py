"""Realistic demo data, made by the product's own services: the same seed and day give the same data."""
