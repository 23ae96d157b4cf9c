"""The doors that need no login, each with its reason; whatever else the description names refuses a stranger."""

OPEN = {"/", "/api", "/conformance", "/api/health", "/api/session", "/openapi.json"}
OPEN |= {"/pages.css"}  # how the pages look
OPEN |= {"/api/spots/{code}", "/api/spots/{code}/reports"}  # the name of a site, for whoever stands there
OPEN |= {"/fonts/{stack}/{first}-{last}.pbf", "/sprites/{sprite}.json", "/sprites/{sprite}.png"}  # how, not what
OPEN |= {"/health", "/ready"}  # for whoever watches over the machine; they say nothing of the data
OPEN |= {"/api/devices/{device}/standing"}  # a phone that was lost has nobody who is logged in
OPEN |= {"/api/session/oidc", "/api/session/oidc/return"}  # the login by the identity provider
