"""geo-app serve"""

import typer
import uvicorn

from geo_app.commands.printing import console
from geo_app.settings import settings
from geo_app.start import open_map, private_cluster

app = typer.Typer()


@app.command()
def serve(
    host: str | None = None, port: int | None = None, workers: int | None = None, reload: bool = False
) -> None:
    """启动服务。"""
    opened = open_map(settings())
    opened.database.close()
    chosen = opened.settings
    host, port = host or chosen.host, port or chosen.port
    console.print(f"地图已启动:http://{host}:{port}  (Ctrl+C 停止)", highlight=False)
    try:
        uvicorn.run(
            "geo_app.app:from_environment",
            factory=True,
            host=host,
            port=port,
            workers=None if reload else workers or chosen.workers,
            reload=reload,
            log_level="warning",
            timeout_graceful_shutdown=5,
        )
    finally:
        if opened.started:
            private_cluster(chosen).stop()
