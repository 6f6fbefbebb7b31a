"""Plain Starlette routes beside the Streamlit pages: sign-in, files, downloads, health."""
