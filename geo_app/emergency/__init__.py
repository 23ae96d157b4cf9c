"""Who helps: the nearest teams, stores and shelters to a place."""
