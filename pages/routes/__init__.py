"""Plain routes: forms, downloads, files, health."""
