"""A case's decisions: what its words are, how far a grant lets in, what may follow what."""
