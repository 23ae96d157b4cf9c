"""How sure a number of a standard is, in words for people; tables keep it in English."""

import re

from geo_app.reckoning.tables import MEMORY, NOT_FOUND, STATED

WORDS = {MEMORY: "未核实：仅凭记忆", NOT_FOUND: "未找到规定：本系统约定", STATED: "评估人填报"}


def sureness(confidence: str) -> str:
    """The words of a confidence.

    >>> sureness("seen in 2 independent sources"), sureness("from memory only")
    ('2 个独立来源一致', '未核实：仅凭记忆')
    """
    if seen := re.fullmatch(r"(?:derived.*?)?seen in (\d+) independent sources?(?: \(.*\))?", confidence):
        return "1 个来源" if seen[1] == "1" else f"{seen[1]} 个独立来源一致"
    if confirmed := re.fullmatch(r"confirmed by (.+?) against (.+)", confidence):
        return f"已核实：{confirmed[1]}，依据 {confirmed[2]}"
    return WORDS.get(confidence, confidence)
