"""Views: load is authorise, a form validates, one call of the domain, errors mapped in one place."""
