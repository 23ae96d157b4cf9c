"""Every error a person may meet, drawn as one tree. This module imports nothing.

GeoAppError
├── BadInput            400  what was sent cannot be read
├── NotLoggedIn         401  who is asking is unknown
├── Forbidden           403  known, but not allowed
├── NotFound            404  no such thing, or not visible to this person
├── Gone                410  it was there once, and ended
├── Conflict            412  somebody changed it meanwhile
├── PreconditionMissing 428  a change without saying which version it is based on
├── TooLarge            413  more bytes than are accepted
├── UnknownMedia        415  what was sent is of another kind than is understood
├── TooManyTries        429  slow down
├── LayerFault          500  a layer file is wrong (start-up only)
├── PackFault           500  a rule pack is wrong (start-up only)
└── Unavailable         503  the database cannot be reached

Messages are for the person: Chinese first, what is wrong and what to do about it.
"""


class GeoAppError(Exception):
    """Something a person can be told: `status` for HTTP, `exit_code` for the command line.

    >>> raise BadInput("文件是空的", "请重新导出后再上传")
    Traceback (most recent call last):
    geo_app.errors.BadInput: 文件是空的。请重新导出后再上传
    """

    status = 500
    exit_code = 1
    title = "出错了"

    def __init__(self, message: str, remedy: str = "", **members: object) -> None:
        self.message = message
        self.remedy = remedy
        self.members = members  # more members of the problem+json answer
        super().__init__(f"{message}。{remedy}" if remedy else message)


class BadInput(GeoAppError):
    status, exit_code, title = 400, 2, "输入有误"


class NotLoggedIn(GeoAppError):
    status, exit_code, title = 401, 3, "请先登录"


class Forbidden(GeoAppError):
    status, exit_code, title = 403, 3, "没有权限"


class NotFound(GeoAppError):
    status, exit_code, title = 404, 4, "没有找到"


class Gone(GeoAppError):
    status, exit_code, title = 410, 4, "已停用"


class Conflict(GeoAppError):
    status, exit_code, title = 412, 5, "已被他人修改"


class PreconditionMissing(GeoAppError):
    status, exit_code, title = 428, 5, "缺少版本号"


class TooLarge(GeoAppError):
    status, exit_code, title = 413, 2, "文件过大"


class UnknownMedia(GeoAppError):
    status, exit_code, title = 415, 2, "内容类型不支持"


class TooManyTries(GeoAppError):
    status, exit_code, title = 429, 3, "操作过于频繁"


class LayerFault(GeoAppError):
    status, exit_code, title = 500, 6, "图层文件有误"


class PackFault(GeoAppError):
    status, exit_code, title = 500, 6, "规则包有误"


class Unavailable(GeoAppError):
    status, exit_code, title = 503, 7, "数据库暂不可用"
