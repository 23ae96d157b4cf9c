"""May it stand here? A project is checked against every rule, and the answer is kept."""
