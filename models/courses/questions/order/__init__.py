"""Things to put in order."""
