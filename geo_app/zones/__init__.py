"""Areas drawn from sites: buffers and what lies in them."""
