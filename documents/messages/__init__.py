"""Mail as bytes: how a message is written for the wire, and how a server takes it."""
