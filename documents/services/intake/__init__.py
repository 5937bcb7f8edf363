"""Mail that comes in: kept first, read afterwards, filed where it belongs, or laid in the tray."""
