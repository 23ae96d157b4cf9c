"""The compose file and its Dockerfile say nothing that does not exist, and leave no door open.

`compose-spec.json` is the schema of the Compose Specification (Apache-2.0), as compose-go 2.4.7 carries it.
"""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from geo_app.settings import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
ASKED_HERE = {"GEO_APP_TLS", "GEO_APP_NETWORK"}  # of the compose file itself, not of the program
OF_A_COMMAND = {"GEO_APP_MQTT_BROKER"}  # --broker
FILE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = FILE["services"]


def test_it_is_a_compose_file() -> None:
    jsonschema.validate(FILE, json.loads(Path(__file__).with_name("compose-spec.json").read_text()))


@pytest.mark.parametrize("name", ["compose.yaml", "nightly.sh", "environment"])
def test_every_setting_that_a_file_names_exists(name: str) -> None:
    known = {f"GEO_APP_{field.upper()}" for field in Settings.model_fields} | OF_A_COMMAND
    named = set(re.findall(r"GEO_APP_[A-Z_]+", (DEPLOY / name).read_text()))
    assert named
    assert named - (ASKED_HERE if name == "compose.yaml" else set()) <= known


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_is_root_or_writes_beside_its_volumes_or_runs_unwatched(name: str) -> None:
    service = SERVICES[name]
    assert service["user"] in re.findall(r"useradd .* (\w+)", (DEPLOY / "Dockerfile").read_text())
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped"
    assert "healthcheck" in service or service.get("profiles") == ["readings"]
    assert "privileged" not in service


def test_only_the_proxy_is_reached_from_outside_and_the_database_is_on_no_network() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert SERVICES["database"]["network_mode"] == "none"
    assert FILE["networks"]["inside"]["internal"] is True
    server = SERVICES["server"]
    assert server["networks"] == ["inside"]
    believed = server["environment"]["GEO_APP_TRUSTED_PROXIES"]
    assert believed == FILE["networks"]["inside"]["ipam"]["config"][0]["subnet"]


def test_what_is_secret_comes_from_outside_the_file() -> None:
    told = {name: value for service in SERVICES.values() for name, value in service.get("environment", {}).items()}
    secret = {name: value for name, value in told.items() if re.search("PASSWORD|TOKEN|SECRET", name)}
    assert secret == {name: f"${{{name}:-}}" for name in secret} != {}


def test_what_the_dockerfile_changes_in_the_proxy_stands_there() -> None:
    site = (DEPLOY / "nginx.conf").read_text()
    changes = re.findall(r"-e 's/([^/]+)/", (DEPLOY / "Dockerfile").read_text())
    assert len(changes) == 3
    assert all(change in site for change in changes)
