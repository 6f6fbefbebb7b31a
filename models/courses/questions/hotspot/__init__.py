"""Places to find on a picture."""
