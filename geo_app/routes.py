"""Every door of the server, one explicit list for each who may come in: strangers, people, programs."""

from geo_app.auth import api as auth
from geo_app.auth import api_oidc as oidc
from geo_app.auth import api_sessions as logins
from geo_app.auth import api_tokens as tokens
from geo_app.batches import api as batches
from geo_app.classification import api as classification
from geo_app.classification import packs_api as packs
from geo_app.contours import api as contours
from geo_app.desk import api as desk
from geo_app.desk import api_failed as failed_deliveries
from geo_app.desk import api_live as live
from geo_app.divisions import api as divisions
from geo_app.emergency import api as emergency
from geo_app.enforcement import api as enforcement
from geo_app.enterprise import api as enterprise
from geo_app.enterprise import api_guests as guests
from geo_app.export import api as exports
from geo_app.export import api_jobs as export_jobs
from geo_app.federation import api as federation
from geo_app.ingest import api as imports
from geo_app.ingest import api_quarantine as quarantine
from geo_app.listings import api as listings
from geo_app.monitoring import api as monitoring
from geo_app.monitoring import api_readings as readings
from geo_app.notices import api as notices
from geo_app.numbers import api as numbers
from geo_app.observe import api as observe
from geo_app.observe import api_disclosures as disclosures
from geo_app.ogc import area_file, collections, drawing_parts, landing, queryables, styles, tilesets
from geo_app.ogc import items as ogc_items
from geo_app.ogc import map as ogc_map
from geo_app.ogc import tiles as ogc_tiles
from geo_app.patrol import api as patrol
from geo_app.patrol import api_devices as devices
from geo_app.patrol import api_findings as findings
from geo_app.sites import api as sites
from geo_app.sites import api_items as site_items
from geo_app.siting import api as siting
from geo_app.siting import api_feasible as feasible
from geo_app.siting import api_footprints as footprints
from geo_app.siting import api_papers as siting_papers
from geo_app.siting import api_rules as own_distances
from geo_app.siting import api_runs as screening_runs
from geo_app.siting import api_what_if as what_if
from geo_app.situation import api as situation
from geo_app.situation import api_replay as replay
from geo_app.supervision import api as supervision
from geo_app.zones import api as zones
from geo_app.zones import api_buffers as buffers
from geo_app.zones import api_consequence as consequences
from geo_app.zones import api_drawings as drawings
from geo_app.zones import api_exposure as exposure
from geo_app.zones import api_gaps as gaps
from geo_app.zones import api_joint_regions as joint_regions
from geo_app.zones import api_lines as lines
from geo_app.zones import api_nearest as nearest
from geo_app.zones import api_relocations as relocations

OPEN = (  # the login itself, what an invitation or a code on the spot opens, and the word to a lost phone
    auth.router,
    oidc.router,
    guests.router,
    devices.door,
    observe.door,
    federation.door,
)
FOR_PEOPLE = (  # for those who are logged in
    logins.router,
    tokens.router,
    divisions.router,
    sites.router,
    classification.router,
    packs.router,
    numbers.router,
    batches.router,
    supervision.router,
    patrol.router,
    findings.router,
    devices.router,
    enterprise.router,
    desk.router,
    situation.router,
    replay.router,
    live.router,
    failed_deliveries.router,
    emergency.router,
    enforcement.router,
    monitoring.router,
    zones.router,
    buffers.router,
    drawings.router,
    consequences.router,
    exposure.router,
    gaps.router,
    relocations.router,
    contours.router,
    joint_regions.router,
    lines.router,
    nearest.router,
    siting_papers.router,
    siting.router,
    footprints.router,
    feasible.router,
    what_if.router,
    screening_runs.router,
    own_distances.router,
    notices.router,
    ogc_map.router,
    exports.router,
    export_jobs.router,
    listings.router,
    imports.router,
    quarantine.router,
    observe.router,
    disclosures.router,
    federation.router,
)
FOR_PROGRAMS = (  # for those who are logged in, and for programs with a token
    ogc_tiles.router,
    ogc_items.router,
    site_items.router,
    collections.router,
    queryables.router,
    area_file.router,
    tilesets.router,
    styles.router,
    readings.router,
)
FRONT = (landing.router, drawing_parts.router, landing.front)  # the front page, its promises, letters and marks
