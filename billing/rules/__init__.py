"""Pure rules of billing: no Django, no clock, no database."""
