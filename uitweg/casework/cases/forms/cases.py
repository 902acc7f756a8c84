"""What a member writes in a case, checked."""
