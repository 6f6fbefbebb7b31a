"""A written answer, judged by a person."""
