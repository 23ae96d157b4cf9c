"""Online monitoring: readings of points on the ground, the alarms that follow from them, who answered."""
