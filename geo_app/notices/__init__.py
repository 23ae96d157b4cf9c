"""What people are told: a colour that changed, a neighbour's region, a date that passed."""
