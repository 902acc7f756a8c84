"""Documents of a case: first a preview; what leaves is recorded as a disclosure beforehand."""
