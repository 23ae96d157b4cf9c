"""The private PostGIS as a program of its own, for a geo_app in the container beside it: the two share a folder
with the socket and nothing else. The kernel tells who comes in (`peer`): there is no password to set or to lose.
"""

import os
from pathlib import Path
from typing import NoReturn

from geo_app.cluster import OWNER, Cluster
from geo_app.errors import NotFound


class ForegroundCluster(Cluster):
    """A PostGIS in `folder` that `guest`, an account of the operating system, enters as owner of the map."""

    def __init__(self, folder: Path, sockets: Path, guest: str) -> None:
        super().__init__(folder, {"logging_collector": "off"})  # whoever started it reads its log
        self.sockets, self.guest = sockets.resolve(), guest

    def become(self) -> NoReturn:
        """Turn this process into the server: a signal to the one is a signal to the other, and so is its end."""
        if not self.sockets.is_dir():
            raise NotFound(f"没有目录 {self.sockets}", "请先建立它：内置数据库的套接字放在那里")
        self.start()
        self.stop()  # made and repaired; only now does anybody else find it
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(self.keeper.pw_gid)
            os.setuid(self.keeper.pw_uid)
        folders = f"unix_socket_directories={self._sockets()},{self.sockets}"
        os.execv(self._binary("postgres"), ["postgres", "-D", str(self.data), "-c", folders])

    def _configure(self) -> None:
        super()._configure()
        doors = (self.data / "pg_hba.conf").read_text()
        self._write("pg_hba.conf", f"local all {OWNER} peer map=guest\n{doors}")
        keepers = (self.data / "pg_ident.conf").read_text()
        self._write("pg_ident.conf", f"{keepers}guest {self.guest} {OWNER}\n")
