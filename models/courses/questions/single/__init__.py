"""One right option."""
