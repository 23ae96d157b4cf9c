"""The risk map of a county: risk points, hazard sources, their colours, zones and approvals."""

from geo_app import late

late.wait()  # before any room is opened
