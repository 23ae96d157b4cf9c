"""Everything that can be wrong with a row of a ledger, in words for the person who can correct it."""

from dataclasses import dataclass
from typing import NamedTuple


class IssueKind(NamedTuple):
    """One kind of data problem. `blocks`: the row is not loaded because of it; otherwise only the value is left
    out, or the row is loaded and the person is told."""

    title: str
    reason: str  # {value}, {field} and {detail} are filled in
    remedy: str
    blocks: bool


_COORDINATES = "请核对经度和纬度后改正"
KINDS: dict[str, IssueKind] = {
    # the row itself
    "required": IssueKind("缺少必填项", "“{field}”是必填项,这一行没有填", "请补填", True),
    "total_row": IssueKind("合计行", "这一行像合计行(“{value}”),没有当作点位", "若确是点位,请改名称", True),
    "note_row": IssueKind(
        "说明行", "整行是同一段文字(“{value}”),没有当作点位", "若确是点位,请取消合并单元格后分格填写", True
    ),
    "retired_site": IssueKind(
        "点位已停用", "编号“{value}”属于已停用的点位", "如需恢复请联系管理员,或换一个编号", True
    ),
    "duplicate_code": IssueKind(
        "编号重复", "编号“{value}”在本文件{detail}已出现", "请合并为一行,或改成不同的编号", True
    ),
    "duplicate_place": IssueKind(
        "名称和位置重复",
        "“{value}”与本文件{detail}同名且相距不到 50 米",
        "若是两个点位,请加上不同的编号",
        True,
    ),
    "same_site": IssueKind(
        "对应同一点位",
        "“{value}”与本文件第 {detail} 行对应系统里的同一个点位",
        "请合并为一行,或加上不同的编号",
        True,
    ),
    "code_taken": IssueKind(
        "编号已被占用", "编号“{value}”属于您看不到的另一个点位", "请核对编号,或联系上级", True
    ),
    "outside_scope": IssueKind(
        "不在辖区内", "位置落在{detail},不在您的辖区内", "请核对坐标;确在辖区外的由当地导入", True
    ),
    # the place
    "no_place": IssueKind("没有坐标", "没有经纬度,系统里也没有同编号的点位", "请补填经度和纬度", True),
    "bad_coordinate": IssueKind("坐标看不懂", "“{value}”不是经纬度", "请写成 102.480000 或 102°28′48″", True),
    "two_coordinates": IssueKind("坐标里有多个数", "“{value}”里不止一个数", "请经度、纬度各填一列", True),
    "zero_coordinate": IssueKind("坐标为 0", "经纬度都是 0", "请补填真实坐标", True),
    "out_of_range": IssueKind("坐标超出范围", "“{value}”超出经度 ±180、纬度 ±90", _COORDINATES, True),
    "plane_coordinate": IssueKind(
        "像是平面坐标",
        "“{value}”像是以米为单位的平面坐标",
        "请核对带号、坐标轴和单位,或先转换为 CGCS2000 经纬度",
        True,
    ),
    "swapped": IssueKind(
        "经纬度写反", "“{value}”不在中国境内,经纬度对调后在", "请核对;若确是写反,应为{detail}", True
    ),
    "outside_china": IssueKind("在中国境外", "“{value}”不在中国境内", _COORDINATES, True),
    "abroad": IssueKind(
        "远离国境", "位置不在中国境内,离最近的行政区划超过 50 公里", "请核对经度和纬度后改正", True
    ),
    "repaired_place": IssueKind(
        "坐标已换算", "“{value}”读作 {detail}", "原值保留在“坐标原文”;若读错了,请在导入时注明坐标系", False
    ),
    "doubtful_place": IssueKind(
        "坐标待核", "“{value}”有几种读法:{detail}", "写入后请在待核坐标里选定,或在导入时注明坐标系", True
    ),
    "half_place": IssueKind("坐标不全", "经度和纬度只填了一个:“{value}”", "请补填另一个", True),
    "too_many_vertices": IssueKind("边界过细", "边界顶点超过 10 万个", "请先简化边界", True),
    "broken_geometry": IssueKind("图形损坏", "图形是空的或读不出来", "请在 GIS 软件里修复后重新导出", True),
    "self_crossing": IssueKind(
        "边界自相交", "多边形边界自相交,在{detail}附近", "请在 GIS 软件里修复,系统不会自动改动边界", True
    ),
    "outline_kept": IssueKind(
        "图形保持原样",
        "“{value}”在系统里是线或面,表格里的坐标不在它上面;图形没有改动",
        "要移动或改画图形,请在地图上改,或导出 GeoPackage 在 GIS 软件里改好再导入",
        False,
    ),
    "wrong_geometry": IssueKind("图形类型不符", "{detail}", "请换成对应类型的图形,或导入到其他图层", True),
    # the division
    "division_differs": IssueKind(
        "行政区划与位置不符", "台账写的是{value},位置落在{detail}", "已按位置入库;请核对是坐标错还是区划错", False
    ),
    "division_unknown": IssueKind(
        "行政区划未能核对", "区划表里没有“{value}”", "请用行政区划代码或全称;已按位置入库", False
    ),
    "no_division": IssueKind("不在已知区划内", "位置不在任何已知的行政区划内", "请核对坐标;近海点位可忽略", False),
    # the values
    "too_long": IssueKind("文字过长", "“{field}”超过 2000 个字", "请缩短后再导入", False),
    "error_value": IssueKind("公式出错", "“{field}”里是公式错误 {value}", "请修正公式后保存", False),
    "not_a_number": IssueKind("不是数字", "“{field}”应是数字,这里是“{value}”", "请填一个数字", False),
    "two_numbers": IssueKind(
        "一格里有多个数", "“{field}”里不止一个数:“{value}”", "请只填一个数字,其余写到备注", False
    ),
    "unknown_unit": IssueKind("单位不符", "“{value}”的单位换算不了({detail})", "请按表头的单位填数字", False),
    "not_whole": IssueKind("不是整数", "“{field}”应是整数,这里是“{value}”", "请填整数", False),
    "out_of_bounds": IssueKind("超出合理范围", "“{field}”为“{value}”,{detail}", "请核对", False),
    "not_a_date": IssueKind("不是日期", "“{field}”应是日期,这里是“{value}”", "请写成 2026-11-21", False),
    "partial_date": IssueKind("日期不完整", "“{value}”没有写到日", "请写成 2026-11-21", False),
    "not_yes_no": IssueKind("不是是或否", "“{field}”应填是或否,这里是“{value}”", "请填是或否", False),
    "not_a_choice": IssueKind("不在选项中", "“{field}”没有“{value}”这个选项", "可填:{detail}", False),
    "bad_credit_code": IssueKind("信用代码有误", "“{value}”不是有效的统一社会信用代码", "{detail}", False),
    "bad_telephone": IssueKind("电话有误", "“{value}”不是电话号码", "请填手机号或带区号的固定电话", False),
}


@dataclass(frozen=True)
class RowIssue:
    """One thing wrong with one row.

    >>> issue = RowIssue("井工矿", 7, "not_a_number", "很多", "workers", "从业人数")
    >>> issue.reason, issue.blocks
    ('“从业人数”应是数字,这里是“很多”', False)
    """

    sheet: str
    row: int  # as the person counts it, 1 = first line
    code: str
    value: str = ""
    field: str = ""
    header: str = ""
    detail: str = ""
    fatal: bool = False  # a bad value of a required field

    @property
    def blocks(self) -> bool:
        return self.fatal or KINDS[self.code].blocks

    @property
    def title(self) -> str:
        return KINDS[self.code].title

    @property
    def reason(self) -> str:
        return self._filled(KINDS[self.code].reason)

    @property
    def remedy(self) -> str:
        return self._filled(KINDS[self.code].remedy)

    def _filled(self, words: str) -> str:
        value = self.value if len(self.value) <= 60 else f"{self.value[:60]}…"
        return words.format(value=value, field=self.header or self.field, detail=self.detail)
