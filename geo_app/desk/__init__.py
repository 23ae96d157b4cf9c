"""The supervision desk: what is overdue, the figures of a month, and word of changes to whoever should hear."""
