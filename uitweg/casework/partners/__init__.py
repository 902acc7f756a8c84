"""Partners around one youngster: who can help, referrals, conferences, and what they get."""
