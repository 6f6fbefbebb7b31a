"""A typed number."""
