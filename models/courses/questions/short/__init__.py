"""A typed word."""
