"""Assessments by the thousand: from a file, or again with the inputs that stand, row by row and resumable."""
