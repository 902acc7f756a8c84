"""Take out of a file what its sender did not mean to send: place, device, time, names.

Runs in a process of its own (`__main__`), which holds no key: the libraries here read files
that a stranger made. Nothing of the doors imports it; `reports/cleaning.py` starts it.
"""
