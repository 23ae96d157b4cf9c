"""The book of seals: one line a seal, signed, each with the digest of the line before. Whoever has a copy of the
book and the public key can tell whether the map still says what it said then."""

import hashlib
import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from geo_app.errors import BadInput, NotFound
from geo_app.seals.versions import Period


@dataclass(frozen=True)
class TableSeal:
    """The versions of one table in a period: how many, and a digest over the digests of these columns."""

    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True)
class Seal:
    """What one period wrote. `previous` is the digest of the line before, empty for the first."""

    period: Period
    tables: dict[str, TableSeal]
    previous: str

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


def new_key(path: Path) -> str:
    """A new secret key in a file that only its owner reads; answers with the public key. Raises BadInput where the
    file stands already."""
    key = Ed25519PrivateKey.generate()
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError as exc:
        raise BadInput(f"{path} 已经存在", "请换一个文件名，旧私钥不会被覆盖") from exc
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return public_half(key)


def read_key(path: Path) -> Ed25519PrivateKey:
    """The secret key of a file. Raises NotFound or BadInput where there is none."""
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except FileNotFoundError as exc:
        raise NotFound(f"没有私钥文件 {path}", "请先用 geo-app trail key 生成一把") from exc
    except (ValueError, TypeError) as exc:
        raise BadInput(f"{path} 不是封存用的私钥", "请用 geo-app trail key 生成的文件") from exc
    if not isinstance(key, Ed25519PrivateKey):
        raise BadInput(f"{path} 不是封存用的私钥", "请用 geo-app trail key 生成的文件")
    return key


def public_half(key: Ed25519PrivateKey) -> str:
    return b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def read_public(text: str) -> Ed25519PublicKey:
    """A public key as `geo-app trail key` printed it. Raises BadInput."""
    try:
        return Ed25519PublicKey.from_public_bytes(b64decode(text, validate=True))
    except ValueError as exc:
        raise BadInput("公钥不对", "请照抄 geo-app trail key 印出的那一行") from exc


def lines(book: Path) -> list[str]:
    """The lines of a book; none where it has not been begun."""
    return book.read_text(encoding="utf-8").splitlines() if book.exists() else []


def digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def write(seal: Seal, key: Ed25519PrivateKey) -> str:
    """A seal as a signed line."""
    said = json.dumps(asdict(seal), default=datetime.isoformat, sort_keys=True, separators=(",", ":"))
    signature = b64encode(key.sign(said.encode())).decode()
    return json.dumps({"seal": said, "signature": signature}, separators=(",", ":"))


def read(line: str, key: Ed25519PublicKey | None = None) -> Seal:
    """The seal of a line, its signature held against a key where one is given. Raises BadInput."""
    try:
        signed = json.loads(line)
        if key:
            key.verify(b64decode(signed["signature"]), signed["seal"].encode())
        said = json.loads(signed["seal"])
        tables = {
            name: TableSeal(tuple(table["columns"]), table["rows"], table["sha256"])
            for name, table in said["tables"].items()
        }
        after, until = (datetime.fromisoformat(said["period"][each]) for each in ("after", "until"))
    except InvalidSignature as exc:
        raise BadInput("签名与公钥不符", "请核对公钥；公钥无误，就是这一行被改过") from exc
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise BadInput("不是封存的一行", "请用 geo-app trail seal 写出的文件") from exc
    return Seal(Period(after, until), tables, said["previous"])
