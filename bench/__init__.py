"""Speed and load: each module prints a table of what it measured beside a floor of the same run."""
