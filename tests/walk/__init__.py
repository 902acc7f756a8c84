"""The walk: everything that the house shows, as text files that `diff -r` compares.

Before modules move and after it: what differs between the two folders is what the move changed.
"""
