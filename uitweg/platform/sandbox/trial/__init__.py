"""Try whether the box for parsers holds on this machine, by trying to get out.

It is a parser as the others are, except that it reads nothing.
"""
