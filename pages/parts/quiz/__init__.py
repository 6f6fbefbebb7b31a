"""Quizzes on a page: asked, answered, marked, judged, and how they do."""
