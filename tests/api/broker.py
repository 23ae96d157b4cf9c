"""A broker of its own for one test: mosquitto with a password, TLS, and a book that survives a kill."""

import getpass
import socket
import ssl
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from tests.eventually import eventually

HERE = "127.0.0.1"
USER, PASSWORD = "gateway", "correct-horse-7"


@dataclass
class Mosquitto:
    """Started and killed by the test."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = ["/usr/sbin/mosquitto", "-c", str(self.folder / "mosquitto.conf")]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        assert eventually(self._answers), "mosquitto does not start"

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def publish(self, topic: str, *bodies: str | bytes) -> None:
        """Returns when the broker has all of them."""
        client = Client(CallbackAPIVersion.VERSION2)
        client.username_pw_set(USER, PASSWORD)
        client.tls_set(ca_certs=str(self.folder / "cert.pem"))
        client.connect(HERE, self.port)
        client.loop_start()
        for body in bodies:
            client.publish(topic, body, qos=1).wait_for_publish(10)
        client.disconnect()
        client.loop_stop()

    def holds(self, word: str) -> bool:
        """Whether a message with this word would survive a kill."""
        book = self.folder / "mosquitto.db"
        return book.exists() and word.encode() in book.read_bytes()

    def _answers(self) -> bool:
        try:
            trusting = ssl.create_default_context(cafile=self.folder / "cert.pem")
            with (
                socket.create_connection((HERE, self.port)) as line,
                trusting.wrap_socket(line, server_hostname=HERE),
            ):
                return True
        except OSError:
            return False


def new_broker(folder: Path) -> Mosquitto:
    folder.mkdir()
    with socket.socket() as free:
        free.bind((HERE, 0))
        port = free.getsockname()[1]
    _certificate(folder)
    subprocess.run(["/usr/bin/mosquitto_passwd", "-b", "-c", folder / "users", USER, PASSWORD], check=True)
    lines: Sequence[str] = (
        *(f"listener {port} {HERE}", f"certfile {folder}/cert.pem", f"keyfile {folder}/key.pem"),
        *("allow_anonymous false", f"password_file {folder}/users", f"user {getpass.getuser()}"),
        *(
            "persistence true",
            f"persistence_location {folder}/",
            "autosave_on_changes true",
            "autosave_interval 1",
        ),
    )
    (folder / "mosquitto.conf").write_text("\n".join(lines) + "\n")
    return Mosquitto(folder, port)


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "broker")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HERE))]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    (folder / "cert.pem").write_bytes(made.sign(key, SHA256()).public_bytes(Encoding.PEM))
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(plain)
    (folder / "key.pem").chmod(0o600)
