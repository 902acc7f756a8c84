"""Which counts may be published, decided from plain values."""
