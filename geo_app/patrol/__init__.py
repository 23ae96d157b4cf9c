"""Visits, hidden dangers from finding to closing, photos, and the deltas by which a phone writes them."""
