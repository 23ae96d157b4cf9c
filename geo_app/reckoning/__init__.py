"""Reckoning that can be checked: what is asked, the numbers of the standards, and the steps of an answer."""
