"""Read a mail that was dropped in a case: .eml (RFC 5322) or Outlook's .msg (MS-OXMSG).

`run.py` starts it and is all that the rest of the code imports; the other modules run in a child
process that holds no key (`sandbox/process.py`).
"""
