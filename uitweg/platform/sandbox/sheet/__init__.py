"""Read a spreadsheet (.xlsx, .xls, .ods, .csv) into plain cells.

`run.py` starts it and is all that the rest of the code imports; the other modules run in a child
process that holds no key (`sandbox/process.py`).
"""
