"""Seals 封存: every day a signed line over all versions that the day made, each line tied to the one before."""
