"""Names of divisions as people write them: with or without 省 市 县, in pinyin, in English."""

import re
import unicodedata
from functools import cache, lru_cache

import pypinyin

from geo_app.ingest.cells import folded
from geo_app.ingest.tables import table

_SUFFIX = re.compile(
    r"(?:特别行政区|自治区|自治州|自治县|自治旗|街道办事处|居民委员会|村民委员会|居委会|村委会|地区|林区|特区"
    r"|街道办|街道|苏木|社区|省|市|盟|县|区|旗|乡|镇|村)$"
)
_PEOPLES = re.compile(
    r"(?:壮族|回族|维吾尔|藏族|彝族|白族|傣族|景颇族|哈尼族|苗族|布依族|侗族|土家族|羌族|(?<!内)蒙古族?|哈萨克|柯尔克孜"
    r"|朝鲜族|傈僳族|满族|瑶族|拉祜族|佤族|布朗族|黎族|畲族|水族|仡佬族|纳西族|独龙族|怒族|普米族|锡伯|塔吉克"
    r"|裕固族|保安族|东乡族|撒拉族|土族|达斡尔族|鄂温克族|鄂伦春|毛南族|仫佬族|各族)+$"
)
_ENGLISH = re.compile(
    r"\b(?:city|county|prefecture|district|province|municipality|league|banner|autonomous|region|state|level"
    r"|town|township|subdistrict|village)\b|[^a-z]"
)


@lru_cache(maxsize=20_000)
def names_of(name: str) -> frozenset[str]:
    """All that a division may be called.

    >>> sorted(names_of("黔西南布依族苗族自治州"))
    ['qianxinan', 'qianxinanbuyizumiaozu', '黔西南', '黔西南布依族苗族', '黔西南布依族苗族自治州']
    >>> "innermongolia" in names_of("内蒙古自治区"), "shaanxi" in names_of("山西省")
    (True, False)
    """
    forms = {name}
    bare = _SUFFIX.sub("", name)
    for form in (bare, _PEOPLES.sub("", bare)):
        if len(form) >= 2:  # 沙县 is not 沙
            forms.add(form)
    english = _provinces().get(_PEOPLES.sub("", bare))
    spelled = english or {_latin("".join(pypinyin.lazy_pinyin(form))) for form in forms - {name}}
    return frozenset(forms | spelled)


def is_called(name: str, stated: str) -> bool:
    """Whether a division of this name may be meant.

    >>> is_called("安宁市", "安宁"), is_called("陕西省", "Shaanxi Province"), is_called("山西省", "Shaanxi")
    (True, True, False)
    """
    return bool(names_of(name) & said(stated))


@lru_cache(maxsize=20_000)
def said(stated: str) -> frozenset[str]:
    """The forms of a stated name that are looked for.

    >>> said(" Yulin City "), sorted(said("安宁县"))
    (frozenset({'yulin'}), ['安宁', '安宁县'])
    """
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", stated))
    if re.search(r"[\u4e00-\u9fff]", text):
        bare = _SUFFIX.sub("", text)
        return frozenset({text, bare} if len(bare) >= 2 else {text})
    latin = _latin(_ENGLISH.sub("", _ascii(stated)))
    return frozenset({latin} if latin else ())


def _ascii(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", folded(text))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _latin(text: str) -> str:
    return re.sub(r"[^a-z]", "", _ascii(text)).replace("v", "u")  # lv and lu are both written for lü


@cache
def _provinces() -> dict[str, set[str]]:
    """The English names of provinces: 陕西 is Shaanxi, which no pinyin says."""
    return {row["name"]: {_latin(english) for english in row["name_en"].split("|")} for row in table("provinces")}
