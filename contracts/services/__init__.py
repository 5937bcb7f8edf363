"""Writes: approvals in force, reservations, movements, carriers."""
