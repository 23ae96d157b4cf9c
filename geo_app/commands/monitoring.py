"""geo-app monitor"""

import logging
import signal
from typing import Annotated

import typer

from geo_app.commands.printing import console
from geo_app.commands.working import at_desk
from geo_app.errors import BadInput
from geo_app.monitoring.mqtt import Bridge, Broker, address
from geo_app.observe.logs import begin

app = typer.Typer(no_args_is_help=True, help="在线监测：从 MQTT 代理接收读数。")
Address = Annotated[str, typer.Option(help="mqtt://主机:1883，或经 TLS 的 mqtts://主机:8883")]
Topic = Annotated[str, typer.Option(help="订阅的主题，可用 + 和 #")]
ClientId = Annotated[str, typer.Option(help="在代理中的固定名称；两个桥接不可同名")]


@app.callback()
def root() -> None:
    """在线监测：从 MQTT 代理接收读数。"""


@app.command()
def mqtt(broker: Address, topic: Topic = "geo-app/readings/#", client_id: ClientId = "geo-app-readings") -> None:
    """接收 MQTT 代理的读数直到停止：存入后才确认，断线自动重连，重发的只算一次(令牌写在 GEO_APP_MQTT_TOKEN)。"""
    host, port, tls = address(broker)
    with at_desk() as desk:
        chosen = desk.settings
        if chosen.mqtt_token is None:
            raise BadInput("没有设置 GEO_APP_MQTT_TOKEN", "请新建“只上报监测数据”的令牌，写入此环境变量")
        logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
        begin(chosen.log_json)
        login = chosen.mqtt_user, chosen.mqtt_password, chosen.mqtt_ca_file
        source = Broker(host, port, tls, topic, client_id, *login)
        token, aside = chosen.mqtt_token.get_secret_value(), chosen.data_dir / "mqtt"
        bridge = Bridge(desk.database, source, token, chosen.readings_months, aside)
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: bridge.stop())
        bridge.run()
    n = bridge.counts
    told = (
        f"已停止：收到 {n['messages']} 条消息，新存 {n['stored']} 行，重复 {n['repeated']} 行，坏行 {n['bad']} 行"
    )
    console.print(f"{told}，读不懂 {n['unread']} 条，另存 {n['aside']} 条", soft_wrap=True)
