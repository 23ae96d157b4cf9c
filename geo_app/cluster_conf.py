"""What the private PostGIS is told in its files: how large the machine is, and whom it answers on the network."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from geo_app.errors import BadInput

FILE, CERTIFICATE, KEY = "network.json", "network.crt", "network.key"
VALID_DAYS = 365 * 20
KEPT_FOR_READERS = "20GB"  # of changes, for who joined and is away; then they have to join anew


@dataclass(frozen=True)
class Network:
    """The address by which others know this database, which alone it listens on, and the network they ask from."""

    address: str
    allowed: str

    def settings(self, home: Path) -> dict[str, str]:
        return {
            "listen_addresses": self.address,
            "wal_level": "logical",
            "max_slot_wal_keep_size": KEPT_FOR_READERS,
            "ssl": "on",
            "ssl_cert_file": str(home / CERTIFICATE),
            "ssl_key_file": str(home / KEY),
        }

    def doors(self, database: str) -> str:
        """The line of pg_hba.conf: whoever joined, encrypted, and nobody else."""
        return f"hostssl {database} +geo_app_federation {self.allowed} scram-sha-256\n"


def network_of(home: Path) -> Network | None:
    """The network of a cluster; None where it listens on none."""
    file = home / FILE
    return Network(**json.loads(file.read_text())) if file.is_file() else None


def write_network(home: Path, network: Network) -> list[Path]:
    """Write it down, with a certificate of its own where there is none for this address. The files written.

    Raises BadInput where the address is no IP address or `allowed` no network.
    """
    try:
        place, allowed = ip_address(network.address), ip_network(network.allowed)
    except ValueError as error:
        raise BadInput("地址或网段写得不对", "地址写本机的 IP，网段写成 10.0.0.0/8") from error
    known = network_of(home)
    if known is None or known.address != network.address:
        certificate, key = _certificate(x509.IPAddress(place))
        (home / CERTIFICATE).write_bytes(certificate)
        (home / KEY).touch(mode=0o600)
        (home / KEY).write_bytes(key)
    (home / FILE).write_text(json.dumps(asdict(Network(str(place), str(allowed)))))
    return [home / name for name in (FILE, CERTIFICATE, KEY)]


def _certificate(place: x509.GeneralName) -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "geo_app")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=VALID_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectAlternativeName([place]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM
    secret = key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return made.public_bytes(form), secret


def sized(memory_mb: int) -> dict[str, str]:
    """The server's settings for a machine with so much memory, which it shares with the app and a browser.

    >>> sized(8192)["shared_buffers"], sized(1024)["shared_buffers"]
    ('1024MB', '128MB')
    """
    return {
        "listen_addresses": "",
        "password_encryption": "scram-sha-256",
        "max_connections": "100",
        "max_replication_slots": "40",  # as many counties may be joined
        "max_logical_replication_workers": "60",
        "max_worker_processes": "70",
        "shared_buffers": f"{min(max(memory_mb // 8, 128), 4096)}MB",
        "effective_cache_size": f"{memory_mb // 2}MB",
        "maintenance_work_mem": f"{min(max(memory_mb // 16, 64), 512)}MB",
        "work_mem": "16MB",
        "random_page_cost": "1.1",
        "jit": "off",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "wal_compression": "lz4",
        "default_toast_compression": "lz4",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "logging_collector": "on",
        "log_filename": "%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_lock_waits": "on",
        "log_line_prefix": "%m [%p] %u@%d ",
    }
