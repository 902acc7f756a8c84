"""Reads a recording for the podcast, and its transcript; changes nothing."""
