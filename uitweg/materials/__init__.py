"""Files made of content alone, such as slides and papers; a command builds, doors serve them."""
