"""A process on paper: a debt on its way through the levels of dunning."""
