"""Translations without system tools: what is collected, where it is kept, whether it is complete."""
