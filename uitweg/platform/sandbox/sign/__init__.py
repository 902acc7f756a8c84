"""Put signatures (PAdES) in a PDF, and say of a signed one whether it is still the same.

`run.py` starts it and is all that the rest of the code imports; the other modules run in a child
process that holds no key: what is to be signed comes out, the signature goes in
(`sandbox/process.py`).
"""
