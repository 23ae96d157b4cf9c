"""Lists that the map keeps or finds, as tables that an office prints, forwards and ticks off."""
