"""How the colour of an area follows from its sites: one file each."""
