"""One file a rule of siting. Each offers RULE."""
