"""Things to sort into categories."""
