"""From a site and its inputs to an assessment and a colour."""
