"""What several commands ask for, said once."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

LayerName = Annotated[str, Argument(help="图层的名称，geo-app layers 列出")]
MethodName = Annotated[str, Argument(help="评估方法的名称，见 docs/reference/methods.md")]
EquationName = Annotated[str, Argument(help="后果公式：tnt_equivalence、fireball、pool_fire、toxic_plume")]
PackName = Annotated[str, Argument(help="规则包的名称，geo-app packs list 列出")]
DivisionCode = Annotated[str, Argument(help="行政区划代码，例如 530181")]
SiteId = Annotated[int, Argument(help="点位的编号(id)")]
Version = Annotated[int, Argument(help="您看到的版本；别人已改过时不写入")]
Username = Annotated[str, Argument(help="登录名")]
BackupFile = Annotated[Path, Argument(help="geo-app backup 写出的文件")]
Metres = Annotated[float, Argument(help="距离(米)")]
Host = Annotated[str | None, Option(help="监听的地址，默认只在本机")]
Port = Annotated[int | None, Option(help="端口")]
Reason = Annotated[str, Option(help="理由，记入历史")]
AsOf = Annotated[str, Option(help="某日或某时的状态")]
