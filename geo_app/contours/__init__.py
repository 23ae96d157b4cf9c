"""Risk contours that an assessor has drawn: from a file of any kind to zones of a site."""
