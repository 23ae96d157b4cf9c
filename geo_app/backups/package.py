"""The package of a backup: a tar that any program opens. `manifest.json` stands first and says what is in it and
what rows and files must add up to; where it is asked for, the whole is encrypted (the age format)."""

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import pyrage

from geo_app.backups.sums import RowSum
from geo_app.errors import BadInput, Unavailable

MANIFEST, DATABASE = "manifest.json", "database.dump"
ENCRYPTED = ".age"


@dataclass(frozen=True)
class Manifest:
    """What a package holds: when it was made, by which version, each table's rows, each file's SHA-256."""

    made_at: str
    version: str
    tables: dict[str, RowSum]
    files: dict[str, str]

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.tables.values())


def pack(path: Path, manifest: Manifest, files: Mapping[str, Path], recipients: list[str]) -> None:
    """Write the package; it has its name only when it is whole. What is to be encrypted is never written plain
    beside it: it is put together where the dump lies."""
    draft, plain = path.with_name(f".{path.name}.draft"), files[DATABASE].with_name("package.tar")
    try:
        _tar(plain if recipients else draft, manifest, files)
        if recipients:
            pyrage.encrypt_file(str(plain), str(draft), [_recipient(each) for each in recipients])
        draft.replace(path)
    except OSError as error:
        raise Unavailable(f"备份写不进 {path.parent}：{error.strerror}", "请检查目录权限和剩余空间") from error
    finally:
        draft.unlink(missing_ok=True)


def unpack(path: Path, folder: Path, identity: Path | None) -> Manifest:
    """Open a package in an empty folder and hold every file against its sum. Raises BadInput, naming the file."""
    try:
        with tarfile.open(_plain(path, folder, identity)) as tar:
            for member in tar:
                _take_out(tar, member, folder)
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        tables = {name: RowSum(*each) for name, each in said["tables"].items()}
        manifest = Manifest(said["made_at"], said["version"], tables, said["files"])
    except (tarfile.TarError, OSError, ValueError, KeyError, TypeError, EOFError) as error:
        raise BadInput(f"“{path.name}”不是完整的备份", "请换一份备份；拷贝来的请核对文件大小") from error
    for name, wanted in manifest.files.items():
        file = folder / name
        if not file.is_file() or sha256(file) != wanted:
            raise BadInput(f"备份里的“{name}”缺失或被改动过", "这份备份不能用，请换一份")
    return manifest


def new_key(path: Path) -> str:
    """Write a new secret key that only its owner reads; answers the public one, which may lie on the server."""
    identity = pyrage.x25519.Identity.generate()
    try:
        with open(path, "x", encoding="utf-8", opener=_private) as file:
            file.write(f"{identity}\n")
    except FileExistsError:
        raise BadInput(f"文件 {path} 已存在", "密钥不覆盖，请换一个文件名") from None
    return str(identity.to_public())


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _tar(path: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    said = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
    with open(path, "wb", opener=_private) as file, tarfile.open(fileobj=file, mode="w") as tar:
        head = tarfile.TarInfo(MANIFEST)
        head.size = len(said)
        tar.addfile(head, BytesIO(said))
        for name, place in files.items():
            tar.add(place, name, recursive=False)
        file.flush()
        os.fsync(file.fileno())


def _take_out(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """A file to its place below the folder; nothing else is ever in a package."""
    place = (folder / member.name).resolve()
    content = tar.extractfile(member) if member.isfile() and place.is_relative_to(folder.resolve()) else None
    if content is None:
        raise BadInput(f"备份里有不该有的内容“{member.name}”", "这份备份不是本软件生成的，请换一份")
    place.parent.mkdir(parents=True, exist_ok=True)
    with content, place.open("wb") as file:
        shutil.copyfileobj(content, file)


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def _plain(path: Path, folder: Path, identity: Path | None) -> Path:
    if path.suffix != ENCRYPTED:
        return path
    if identity is None:
        raise BadInput(f"“{path.name}”是加密的", "请用 --identity 给出私钥文件")
    plain = folder / "package.tar"
    try:
        keys = [pyrage.x25519.Identity.from_str(line) for line in _key_lines(identity)]
        pyrage.decrypt_file(str(path), str(plain), keys)
    except (pyrage.IdentityError, pyrage.DecryptError) as error:
        raise BadInput(f"这把私钥打不开“{path.name}”", "请用备份时那个公钥对应的私钥文件") from error
    return plain


def _key_lines(path: Path) -> Iterator[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return (line for line in lines if line and not line.startswith("#"))


def _recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise BadInput(f"“{text}”不是公钥", "公钥以 age1 开头，由 geo-app backup --new-key 生成") from error
