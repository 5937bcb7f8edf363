"""Messages: written down, sent once, followed by their evidence."""
