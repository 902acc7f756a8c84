"""`./run doctor`: says in sentences what is right and wrong with an installation.

A module for each subject; each returns findings. What every sentence means is in docs/doctor.md,
which is made from the same symptoms. It changes nothing and sends nothing to anybody
(docs/adr/history.md).
"""
