"""A practical task whose work is handed in as files, judged by a person."""
