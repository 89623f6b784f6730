"""Deal 360: one page through the whole chain (design 03)."""
