"""What follows from colours: the colour of an area, reviews that come due, and who visits what how often."""
