"""Forms of the desk itself; the forms of transitions belong to their process."""
