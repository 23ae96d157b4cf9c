"""The numbers of the standards: which there are, how sure each is, and who has confirmed which against what."""
