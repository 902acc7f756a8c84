"""Figures that were released: for everybody to see, and never changed."""
