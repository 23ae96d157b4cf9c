"""What was known, when, by whom and why."""
