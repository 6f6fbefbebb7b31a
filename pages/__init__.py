"""Everything a person opens in a browser: thin pages that ask who it is, read, show, and hand an act to models.

Nothing stands beside main.py but folders whose names no library has, because Streamlit puts this folder first on the
path on which Python looks for modules.
"""
