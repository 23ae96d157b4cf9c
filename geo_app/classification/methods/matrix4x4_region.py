"""Jiangsu 4×4 matrix for regions, with the protected targets of GB 36894 within 500 m of the boundary.

>>> facts = {f"L{n}": 2 for n in range(1, 7) if n != 3} | {"L3": 0} | {f"S{n}": 3 for n in range(1, 5)}
>>> METHOD.assess(facts).result["R"]
6
"""

from geo_app.classification.method import Method, Outcome
from geo_app.classification.methods.matrix4x4 import judge_form, questions
from geo_app.reckoning.inputs import Given


def judge(given: Given, _variant: str) -> Outcome:
    return judge_form(given, "region")


METHOD = Method(
    name="matrix4x4_region",
    title="江苏 4×4 风险矩阵(区域)",
    title_en="Jiangsu 4×4 matrix, regions",
    description="六项可能性取平均后向上取整(不涉及的不计),四项严重性取最大,R = L × S。",
    clause="江苏 4×4 风险矩阵(区域表)",
    version="2026-1",
    inputs=questions("region"),
    judge=judge,
)
