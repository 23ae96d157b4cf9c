"""A server that may be killed at any moment: the app is made once, and each process that serves is a fork of it:
the next one is there at once. `python -m tests.histories.server FD` listens on that socket."""

import os
import socket
import sys

import uvicorn

from geo_app.app import from_environment


def main() -> None:
    app = from_environment()
    app.state.database.close()  # no connection may cross a fork
    door = socket.socket(fileno=int(sys.argv[1]))
    while True:
        serving = os.fork()
        if not serving:
            uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run([door])
            os._exit(0)
        print(serving, flush=True)  # for whoever wants to kill it
        os.waitpid(serving, 0)


if __name__ == "__main__":
    main()
