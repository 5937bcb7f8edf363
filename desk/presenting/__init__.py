"""From what the packages below know to what a page shows. No query here except where a function says so."""
