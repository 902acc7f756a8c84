"""What is measured, against what; each figure beside its floor, in one run."""
