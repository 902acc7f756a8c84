"""Remove from a file what its sender did not mean to send: place, device, time, names.

`run.py` starts it and is all that the rest of the code imports; the other modules run in a child
process that holds no key (`sandbox/process.py`).
"""
