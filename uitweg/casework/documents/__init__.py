"""Papers of a case: what goes along is seen first, and written down before it leaves."""
