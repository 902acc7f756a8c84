"""Offender or victim? The weighing (weging) of a youngster, in a compartment of its own."""
