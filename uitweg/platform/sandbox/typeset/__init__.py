"""Make one paper as a PDF, from our own template and fonts.

`run.py` starts it and is all that the rest of the code imports; the other modules run in a child
process that holds no key and writes no file (`sandbox/process.py`).
"""
