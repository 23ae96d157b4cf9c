"""geo-app serve"""

import os
from typing import Annotated

import typer
import uvicorn

from geo_app import meters
from geo_app.commands.arguments import Host, Port
from geo_app.commands.printing import console
from geo_app.settings import settings
from geo_app.start import open_map, private_cluster

app = typer.Typer()


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    workers: Annotated[int | None, typer.Option(help="服务进程的个数")] = None,
    reload: Annotated[bool, typer.Option(help="源文件改变时重新启动(开发用)")] = False,
) -> None:
    """启动服务。"""
    told = {"GEO_APP_HOST": host, "GEO_APP_PORT": port and str(port)}
    os.environ |= {name: value for name, value in told.items() if value}
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")  # a heap for each thread keeps a tenth more memory for nothing
    settings.cache_clear()  # so that every worker prints the address that it is reached by on papers
    opened = open_map(settings())
    opened.database.close()
    meters.share(opened.settings.data_dir / "metrics")
    chosen = opened.settings
    console.print(f"地图已启动：http://{chosen.host}:{chosen.port}  (Ctrl+C 停止)")
    try:
        uvicorn.run(
            "geo_app.app:from_environment",
            factory=True,
            host=chosen.host,
            port=chosen.port,
            workers=None if reload else workers or chosen.workers,
            reload=reload,
            log_level="warning",
            server_header=False,
            forwarded_allow_ips=chosen.trusted_proxies,  # limits count the client, not the proxy
            timeout_keep_alive=75,  # longer than a proxy's, so that no request meets a connection just closed
            timeout_graceful_shutdown=5,
            timeout_worker_healthcheck=60,  # a process that is merely busy is not killed with its requests
        )
    finally:
        if opened.started:
            private_cluster(chosen).stop()
