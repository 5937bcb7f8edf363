"""Mail that strangers wrote: read in a child process, told apart, never believed. Knows no table."""
