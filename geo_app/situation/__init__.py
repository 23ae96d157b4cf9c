"""The situation of a county: one page of figures for a month, accidents, death indicators, hot spots."""
