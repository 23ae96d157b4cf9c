"""Pure geometry and coordinates: no database."""
