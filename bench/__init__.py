"""Benchmarks: each figure beside its floor (the least possible), measured in the same run."""
