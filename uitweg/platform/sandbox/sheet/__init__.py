"""Reads somebody's spreadsheet into plain cells, in a process of its own that holds no key.

The library that reads them is big and the file is a stranger's. Nothing of the doors imports
this; `lists/reading.py` starts it.
"""
