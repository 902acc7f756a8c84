"""The gate of every staff address: one permission each, refused acts on the trail."""
