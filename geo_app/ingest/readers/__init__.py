"""One module per family of files: each gives sheets of rows."""
