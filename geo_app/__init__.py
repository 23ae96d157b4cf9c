"""The risk map of a county: risk points, hazard sources, their colours, zones and approvals."""
