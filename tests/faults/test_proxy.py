"""The proxy of deploy/nginx.conf before a real server, with a certificate of an own CA made as the guide says."""

import http.client
import json
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cluster import ROOT
from tests.conftest import PASSWORD
from tests.faults.conftest import Told
from tests.faults.machine import EDITOR, Machine

pytestmark = pytest.mark.faults
NAME = "map.example"
SLOW = 60
MAIN = """user root; pid {folder}/pid; error_log {folder}/log; events {{}}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; include {folder}/site;
}}
"""


class Proxy:
    """nginx on two free ports before a machine."""

    def __init__(self, machine: Machine, folder: Path) -> None:
        self.trusted = ssl.create_default_context(cafile=str(folder / "ca.crt"))
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            two.bind(("127.0.0.1", 0))
            self.plain, self.secure = one.getsockname()[1], two.getsockname()[1]
        changes = {
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "listen 443": f"listen 127.0.0.1:{self.secure}",
        }
        changes |= {"/etc/geo_app/tls": str(folder), "127.0.0.1:8080": f"127.0.0.1:{machine.port}"}
        site = (ROOT / "deploy" / "nginx.conf").read_text()
        for said, here in changes.items():
            assert said in site
            site = site.replace(said, here)
        (folder / "site").write_text(site)
        (folder / "main").write_text(MAIN.format(folder=folder))
        self.command = ["/usr/sbin/nginx", "-p", str(folder), "-c", str(folder / "main")]

    def ask(self, verb: str, path: str, body: object = None) -> tuple[int, dict[str, str], bytes]:
        """By its name, over TLS, trusting nobody but the own CA."""
        line = self.trusted.wrap_socket(
            socket.create_connection(("127.0.0.1", self.secure), timeout=30), server_hostname=NAME
        )
        with line:
            connection = http.client.HTTPConnection(NAME)
            connection.sock = line
            content = None if body is None else json.dumps(body)
            connection.request(verb, path, content, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, {name.lower(): said for name, said in answer.getheaders()}, answer.read()


@pytest.fixture
def proxy(machine: Machine, tmp_path: Path) -> Iterator[Proxy]:
    assert shutil.which("nginx", path="/usr/sbin"), "run: make packages-faults"
    certificate(tmp_path)
    proxy = Proxy(machine, tmp_path)
    subprocess.run([*proxy.command, "-t"], check=True, capture_output=True)
    running = subprocess.Popen([*proxy.command, "-g", "daemon off;"])
    until_listening(proxy.secure)
    yield proxy
    running.terminate()
    running.wait(20)


def certificate(folder: Path) -> None:
    """The commands of the guide, as they stand there."""
    guide = (ROOT / "docs" / "install.md").read_text()
    lines = [line for line in guide.splitlines() if line.startswith(("openssl ", "printf 'subjectAltName"))]
    assert len(lines) == 4
    subprocess.run(["bash", "-ec", "\n".join(lines)], cwd=folder, check=True, capture_output=True)


def until_listening(port: int) -> None:
    last = time.monotonic() + 20
    while time.monotonic() < last:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise AssertionError("nginx does not listen")


def test_the_shipped_proxy_serves_over_tls_of_an_own_ca_and_cuts_whoever_is_slow(proxy: Proxy, told: Told) -> None:
    status, headers, _ = proxy.ask("POST", "/api/session", {"username": EDITOR, "password": PASSWORD})
    assert (status, headers["strict-transport-security"]) == (200, "max-age=31536000")
    assert headers["server"] == "nginx", "no version"
    assert proxy.ask("GET", "/metrics")[0] == 404
    redirected = http.client.HTTPConnection("127.0.0.1", proxy.plain)
    redirected.request("GET", "/gaps", headers={"Host": NAME})
    answer = redirected.getresponse()
    assert (answer.status, answer.getheader("location")) == (301, f"https://{NAME}/gaps")
    redirected.close()

    doors = (proxy.plain, proxy.secure)
    lines = [socket.create_connection(("127.0.0.1", doors[n % 2])) for n in range(SLOW)]
    for line in lines[::2]:  # the others say not even hello
        line.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
    began, slowest, cut = time.monotonic(), 0.0, 0
    while cut < SLOW:
        assert time.monotonic() < began + 60, f"{cut} of {SLOW} were cut"
        asked = time.monotonic()
        assert proxy.ask("GET", "/health")[0] == 200
        slowest = max(slowest, time.monotonic() - asked)
        cut = sum(ended(line) for line in lines)
        time.sleep(0.5)
    for line in lines:
        line.close()
    took = time.monotonic() - began
    told(f"nginx: {SLOW} slow clients were cut within {took:.0f} s, others waited {slowest:.2f} s at most")


def ended(line: socket.socket) -> bool:
    """Whether the other side has hung up."""
    line.setblocking(False)
    try:
        line.recv(1, socket.MSG_PEEK)  # nothing, or 408 before it
    except BlockingIOError:
        return False
    except OSError:
        pass
    return True
