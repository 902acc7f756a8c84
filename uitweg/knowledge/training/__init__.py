"""Training: lessons, and what trainers use, all made from content/."""
