"""Official papers: what one says is described once, and becomes PDF, Word or a web page, always the same bytes."""
