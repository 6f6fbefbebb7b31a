"""Courses on a page: what stands about them, their text, and the way of somebody through them."""
