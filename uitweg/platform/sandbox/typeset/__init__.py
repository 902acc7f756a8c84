"""The press: one paper as a PDF, made in a process of its own that writes no file."""
