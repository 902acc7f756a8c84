"""Read a mail that somebody dropped in a case: .eml (RFC 5322) or Outlook's .msg (MS-OXMSG).

Runs in a process of its own (`__main__`), which holds no key and can write no file: a mail is
made by a stranger. Nothing of the doors imports it; `mail.py` starts it.
"""
