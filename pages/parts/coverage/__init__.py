"""Figures on the coverage pages: filters, charts, tables, and the people behind a number."""
