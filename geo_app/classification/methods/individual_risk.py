"""Whether the individual risk that an installation brings to a protected target is within the limit of its class.

The limits are told for new and for standing installations; the verdict is no colour.

>>> METHOD.assess({"risk_per_year": 3e-6, "target": "general_1", "installation": "existing"}).result["acceptable"]
True
"""

from geo_app.classification.method import Method, Outcome
from geo_app.errors import BadInput
from geo_app.reckoning.inputs import Choice, Given, Input
from geo_app.reckoning.steps import Step
from geo_app.reckoning.tables import exact, plain, rows

STANDARD = "GB 36894-2018"
WHEN = {"new": "新建、改建、扩建装置", "existing": "在役装置"}


def judge(given: Given, _variant: str) -> Outcome:
    target, when = given.text("target"), given.text("installation")
    row = _limit_of(target)
    risk, limit = given.number("risk_per_year"), exact(row[f"{when}_per_year"])
    acceptable = risk <= limit
    verdict = "不超过基准，可接受" if acceptable else "超过基准，不可接受"
    steps = (
        Step(
            "个人风险基准", f"{WHEN[when]}对{row['title']}", float(limit), "每年", row["clause"], row["confidence"]
        ),
        Step("判定", f"{plain(risk)} 与 {plain(limit)} 相比：{verdict}", acceptable, "", row["clause"]),
    )
    result = {"acceptable": acceptable, "limit": float(limit), "colour": None}
    return Outcome(steps, result, None, row["clause"], row["confidence"])


def _limit_of(target: str) -> dict[str, str]:
    """The row of limits for a class of protected target."""
    classes = {
        each["place"]
        for each in rows("gaps/places")
        if each["when"].startswith("protection_class=") and target in each["when"].partition("=")[2].split("|")
    }
    for row in rows("gaps/individual_risk"):
        if row["document"] == STANDARD and row["class"] in classes:
            return row
    raise BadInput(f"没有“{target}”的个人风险基准", "请选择防护目标的类别", field="target")


METHOD = Method(
    name="individual_risk",
    title="个人风险可接受判定",
    title_en="Individual risk within its limit",
    description="把定量风险评价算出的个人风险与防护目标所属类别的基准相比；只判可否接受，不给颜色。",
    clause=f"{STANDARD} 表2",
    version="2018",
    inputs=(
        Input(
            "risk_per_year", "防护目标处的个人风险", "Individual risk at the target", "number", "每年", maximum=1
        ),
        Input(
            "target",
            "防护目标类别",
            "Class of the target",
            "choice",
            choices=(
                Choice("high_sensitivity", "高敏感", "High sensitivity"),
                Choice("important", "重要", "Important"),
                Choice("general_1", "一般一类", "General 1"),
                Choice("general_2", "一般二类", "General 2"),
                Choice("general_3", "一般三类", "General 3"),
            ),
        ),
        Input(
            "installation",
            "装置",
            "Installation",
            "choice",
            choices=(
                Choice("new", WHEN["new"], "New or changed"),
                Choice("existing", WHEN["existing"], "Standing"),
            ),
        ),
    ),
    judge=judge,
)
