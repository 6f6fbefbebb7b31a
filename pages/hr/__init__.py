"""Pages: one file a page, named as its menu entry."""
