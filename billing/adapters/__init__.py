"""The port to whoever bills, and what stands behind it: folders of files, and an HTTP service."""
