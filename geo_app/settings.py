"""Every environment variable, once. Read at the door (`app.py`, `cli.py`) and passed down."""

import sys
from functools import cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGE = Path(__file__).parent


def shipped(room: str) -> Path:
    """The folder `layers` or `data` that comes with the product: beside the package in a checkout,
    inside it in an installed wheel.

    >>> (shipped("layers") / "mine.toml").is_file()
    True
    """
    checkout = PACKAGE.parent / room
    return checkout if checkout.is_dir() else PACKAGE / "shipped" / room


class Settings(BaseSettings):
    """All settings, each an environment variable `GEO_APP_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="GEO_APP_")

    database_url: str | None = Field(
        None, description="An outside PostGIS 3.3+ (postgresql://…). Unset: the private cluster in data_dir."
    )
    replica_url: str | None = Field(
        None,
        description="A streaming replica that draws the tiles and answers the features; everything else and every"
        " change goes to the database itself.",
    )
    data_dir: Path = Field(
        Path("var"),
        description="Where the private cluster, uploads and photos live. Never a temporary folder.",
    )
    layers_dir: Path | None = Field(
        None,
        description="A folder of layer files of this deployment: they add to or override the shipped ones.",
    )
    supervision_file: Path | None = Field(
        None,
        description="This county's own visiting intervals: a CSV like data/supervision/frequency.csv.",
    )
    distances_file: Path | None = Field(
        None,
        description="This county's own distances: a CSV like data/gaps/distances.csv (see `geo-app rules`).",
    )
    webhooks_file: Path | None = Field(
        None,
        description="Where notices go besides the bell: a TOML file of webhooks (WeCom, DingTalk, any JSON).",
    )
    host: str = Field("127.0.0.1", description="The address the server listens on.")
    port: int = Field(8080, description="The port the server listens on.")
    public_url: str | None = Field(
        None,
        description="The address by which people reach this server, printed on papers. Unset: host and port.",
    )
    trusted_proxies: str = Field(
        "127.0.0.1",
        description="Addresses of the proxies in front, with commas: what they say of the client is believed.",
    )
    workers: int = Field(2, description="Server processes; one per core is a good start.")
    secure_cookie: bool = Field(
        False, description="Send the session cookie over HTTPS only. Set it wherever HTTPS is in front."
    )
    session_hours: int = Field(12, ge=1, description="How long a login lasts without use.")
    session_days: int = Field(
        7, ge=1, description="When a login ends however much it is used, so that a stolen one does."
    )
    offline_days: int = Field(
        30, description="How long a phone keeps the map and the work that it took along; unsent records stay."
    )
    upload_limit_mb: int = Field(100, description="The largest file that may be uploaded.")
    tile_cache_mb: int = Field(
        64, description="Memory for drawn tiles in each server process; 0 draws every tile anew."
    )
    readings_months: int = Field(
        13, description="How many months raw monitoring readings are kept; their hours stay. 0: for ever."
    )
    disclosure_days: int = Field(
        200, ge=184, description="How many days it is kept who was told names and telephones of persons."
    )
    mqtt_token: SecretStr | None = Field(
        None,
        description="The readings token that `geo-app monitor mqtt` writes by, with the rights of its account.",
    )
    mqtt_user: str = Field("", description="The account of the bridge at the MQTT broker, where it asks for one.")
    mqtt_password: SecretStr | None = Field(None, description="Its password.")
    mqtt_ca_file: Path | None = Field(
        None, description="The certificate of your own CA, for mqtts://. Unset: those that the system trusts."
    )
    oidc_issuer: str | None = Field(
        None,
        description="The identity provider of your organisation (OpenID Connect): a second way in, for"
        " accounts that exist here. Unset: name and password only.",
    )
    oidc_client_id: str = Field("", description="What this server is called at the identity provider.")
    oidc_secret_file: Path | None = Field(
        None, description="A file with its secret there. Unset: a public client, which PKCE alone protects."
    )
    oidc_ca_file: Path | None = Field(
        None, description="The certificate of your own CA, for the provider. Unset: those shipped with certifi."
    )
    oidc_claim: str = Field(
        "preferred_username",
        description="The claim that holds the user name of the account here; `email` counts only when verified.",
    )
    basemap_url: str | None = Field(
        None, description="An XYZ or WMTS template of the intranet, drawn below our layers; {z} {x} {y}."
    )
    basemap_attribution: str = Field("", description="The source line of that base map.")
    log_json: bool = Field(False, description="Log as JSON lines, one for every request, without personal data.")
    slow_ms: int = Field(1000, description="A statement that takes longer is noted in the log; 0: none is.")
    metrics_token: SecretStr | None = Field(
        None, description="Opens /metrics to a Prometheus elsewhere. Unset: only to this machine, past no proxy."
    )
    backup_dir: Path | None = Field(
        None, description="Where backups lie, so that the page of operations tells how old the last one is."
    )
    seal_book: Path | None = Field(None, description="The book of seals, for the same.")
    sedona_jar: Path | None = Field(
        None,
        description="The jar of Apache Sedona for the nation-sized batch on Spark. Unset: that of `make spark`.",
    )
    actor: str | None = Field(
        None, description="The account a command works as. Unset: the administrator of this machine."
    )

    def address(self) -> str:
        """Where this server is reached.

        >>> Settings(public_url="https://localhost/map/").address()
        'https://localhost/map'
        """
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    def sedona(self) -> Path:
        """The jar of Apache Sedona."""
        return self.sedona_jar or Path(sys.prefix) / "share/sedona/sedona.jar"

    def layer_folders(self) -> list[Path]:
        """Where layer files come from, the later overriding the earlier."""
        return [shipped("layers"), *([self.layers_dir] if self.layers_dir else [])]


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
