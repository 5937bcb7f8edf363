"""The desk, through its addresses."""
