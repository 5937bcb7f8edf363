"""A process on paper: every way in which several people can work inside one state."""
