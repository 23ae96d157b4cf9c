"""The monthly report as a paper: the same figures as the page, in words and tables, with their as-of."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from geo_app.colour import UNASSESSED_LABEL, Colour
from geo_app.desk.month import Figure, figures
from geo_app.layers import Layers
from geo_app.papers.paper import Column, Facts, Group, Heading, Items, Paper, Part, Table, Text
from geo_app.reckoning.tables import plain, rules
from geo_app.situation.hot_spots import Found, Repeat
from geo_app.situation.page import Point, Situation, Town
from geo_app.situation.picture import county_picture
from geo_app.situation.words import CAVEAT, METHOD, grade_words
from geo_app.supervision.frequency import SHADES

EMPTY, MOST = "—", 10
LABELS = {colour.value: colour.label for colour in Colour} | {"none": UNASSESSED_LABEL}
IN_TOWNS = ("found", "major", "still_open", "overdue", "listed")


@dataclass(frozen=True)
class Told:
    """All that the report speaks of."""

    situation: Situation
    found: Found
    repeats: list[Repeat]
    place: str
    layers: Layers


def report(session: Session, told: Told) -> Paper:
    """The paper of a month."""
    first = told.situation.asked.month.first
    day = told.situation.asked.until
    parts = [
        Text(f"统计范围：{told.place}。数据截至{day.year}年{day.month}月{day.day}日，取自系统当时的记录。"),
        Heading("一、总体情况"),
        *_whole(told),
        county_picture(session, told.situation, told.found),
        Heading("二、各乡镇(街道)"),
        _towns(told.situation),
        Heading("三、各行业领域"),
        _trades(told),
        Heading("四、事故和死亡指标"),
        *_accidents(told.situation),
        Heading("五、近十二个月"),
        _course(told.situation.trend),
        Heading("六、热点和多发点位"),
        *_spots(told),
        Heading("七、口径"),
        Items(tuple(f"{each.title}：{each.meaning}。" for each in figures())),
    ]
    number, title = f"{first.year}年第{first.month}期", f"{first.year}年{first.month}月安全生产形势月报"
    return Paper(told.place, number, title, tuple(parts), told.situation.asked.at)


def _whole(told: Told) -> list[Part]:
    total = told.situation.total
    shades = "，".join(f"{LABELS[shade]} {total.colours[shade]}" for shade in SHADES)
    rows = [(each.title, _value(each, total)) for each in figures()]
    happened = [("事故起数", str(total.accidents)), ("死亡人数", str(total.deaths))]
    return [Text(f"在册分级点位 {sum(total.colours.values())} 个：{shades}。"), Facts((*rows, *happened))]


def _value(figure: Figure, town: Town) -> str:
    value = town.figures[figure.figure]
    if value is None:
        return EMPTY
    return f"{100 * value:.1f}%" if figure.kind == "share" else f"{value:.0f}"


def _towns(said: Situation) -> Table:
    titles = {each.figure: each for each in figures()}
    heads = (*(LABELS[shade] for shade in SHADES), *(titles[name].title for name in IN_TOWNS), "事故", "死亡")
    columns = (Column("乡镇(街道)", 36), *(Column(head, 10) for head in heads))
    rows = tuple(
        (
            town.short,
            *(str(town.colours[shade]) for shade in SHADES),
            *(_value(titles[name], town) for name in IN_TOWNS),
            str(town.accidents),
            str(town.deaths),
        )
        for town in said.towns
    )
    return Table(columns, (Group("点位为月末数，其余为本月数", rows),))


def _trades(told: Told) -> Table:
    columns = (Column("行业领域", 56), *(Column(head, 20) for head in (*LABELS.values(),)))
    rows = tuple(
        (told.layers[each.name].title, *(str(each.colours[shade]) for shade in SHADES))
        for each in told.situation.trades
    )
    return Table(columns, (Group("月末分级点位数", rows),))


def _accidents(said: Situation) -> list[Part]:
    year = said.asked.month.first.year
    lines = [
        Text(f"{each.name}：{year}年死亡指标 {each.target} 人，已发生 {each.deaths} 人，{_left(each.left)}。")
        for each in said.targets
    ] or [Text(f"{year}年没有下达死亡指标。")]
    if not said.year:
        return [*lines, Text(f"{year}年截至本月没有登记事故。")]
    heads = (("日期", 24), ("事故", 56), ("死亡", 12), ("重伤", 12), ("直接损失(万元)", 26), ("等级", 26))
    rows = tuple(
        (
            f"{each.happened_on}",
            each.name,
            *(EMPTY if value is None else str(value) for value in (each.deaths, each.serious)),
            EMPTY if each.loss is None else plain(each.loss),
            grade_words(each),
        )
        for each in said.year
    )
    clause = Text("等级按《生产安全事故报告和调查处理条例》(国务院令第493号)第三条，由已登记的人数和损失推算。")
    return [*lines, Table(tuple(Column(*head) for head in heads), (Group(f"{year}年", rows),)), clause]


def _left(left: int) -> str:
    return f"尚余 {left} 人" if left >= 0 else f"超出 {-left} 人"


def _course(points: list[Point]) -> Table:
    heads = ("月份", "排查", "销号", "月末未销", "逾期", "事故", "死亡", "红", "橙")
    rows = tuple(
        (
            point.month,
            *(str(point.figures[name]) for name in ("found", "closed", "still_open", "overdue")),
            str(point.accidents),
            str(point.deaths),
            *(EMPTY if value is None else str(value) for value in (point.red, point.orange)),
        )
        for point in points
    )
    return Table((Column(heads[0], 28), *(Column(head, 16) for head in heads[1:])), (Group("各月记录", rows),))


def _spots(told: Told) -> list[Part]:
    cell = plain(rules("situation/numbers")["cell_m"].number)
    if told.found.fault:
        head = [Text(f"{told.found.fault}。")]
    else:
        head = [Text(f"{told.found.among} 个方格(边长 {cell} 米)中有 {len(told.found.cells)} 个显著。")]
    again = tuple(
        f"{each.name}：隐患 {each.findings} 条，附近事故 {each.accidents} 起，最近一次 {each.last_on}。"
        for each in told.repeats[:MOST]
    )
    listed: list[Part] = [Text("多发点位："), Items(again)] if again else [Text("没有多发点位。")]
    return [*head, Text(f"方法：{METHOD}"), Text(f"说明：{CAVEAT}"), *listed]
