"""What is said about a figure wherever it is shown: on the page and on paper."""

from geo_app.situation.accidents import Accident

METHOD = (
    "Getis-Ord Gi*：把有点位的地面分成方格，把每格连同相邻八格的隐患与事故数同全域平均相比；"
    "按误发现率(FDR,Benjamini-Hochberg)5% 取显著、且本格和相邻格有两件以上的方格。"
)
METHOD_EN = (
    "Getis-Ord Gi*: the ground where sites stand is cut into squares; each with its eight neighbours is compared "
    "with the mean of all by hidden dangers and accidents. Shown are squares that stand at a false discovery rate "
    "of 5% (Benjamini-Hochberg) with two or more events in or beside them."
)
CAVEAT = (
    "查得勤的地方发现得多，点位密的地方也多：热点说明哪里记录得多，不等于哪里最危险，更不说明原因；"
    "件数少时正态近似也较粗。"
)
CAVEAT_EN = (
    "Where inspectors go often more is found, and where sites stand close too: a hot spot says where more is on "
    "record, not where it is most dangerous, and not why. With few events the normal approximation is rough."
)


def grade_words(each: Accident) -> str:
    """The grade of an accident in words; `不低于` where a number is missing.

    >>> from datetime import date
    >>> grade_words(Accident(1, "", 0, date(2026, 1, 1), 1, None, None, True, 0, 0))
    '不低于一般事故'
    """
    if (grade := each.grade) is None:
        return "未定"
    return f"{'不低于' if grade.is_least else ''}{grade.band.meaning}"
