"""An opinion as an official paper, made of what the opinion keeps alone: the same opinion is the same paper."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from geo_app.instant import CHINA
from geo_app.layers import Layers
from geo_app.papers.check import check_of
from geo_app.papers.drawing import draw_plan
from geo_app.papers.paper import Facts, Heading, Items, Paper, Part, Picture, Signature, Text
from geo_app.papers.plan import MOST, Plan
from geo_app.settings import Settings
from geo_app.siting.compare import Comparison
from geo_app.siting.document_lines import change_table, line_table, ruling_table, unchecked
from geo_app.siting.document_words import day, facts_of, measured, moment, required
from geo_app.siting.ground import drawn
from geo_app.siting.models import Opinion
from geo_app.siting.opinion import as_line, key_of, project_of, stage_title
from geo_app.siting.rule import Line
from geo_app.siting.screen import VERDICTS

NUMERALS = "一二三四五六七八九十"
VALID = "signed"  # any other stage stands on every page
HELD = "登录本系统，扫码或输入校验码，可查看留存的意见、每条的依据和此后的变化。"
METHOD = (
    "间距在 CGCS2000 椭球面上自边界到边界量取，起量处按各条规定，不是图上量取。",
    "“未核查”表示资料缺失、过期或没有相应图层，不等于满足，应另行核查。",
    "依据栏注明数值的来源；注明“未核实”或“本系统约定”的，引用前应对照原文。",
    "本意见只对所列规定、所载数据时点和用地范围有效，不表示项目没有风险，不代替其他部门的审批。",
)
Section = tuple[str, list[Part]]


def opinion_paper(layers: Layers, found: Opinion, address: str, since: Comparison | None = None) -> Paper:
    """The paper of an opinion. `address` leads to the stored opinion; with `since`, what reads otherwise now is
    told in an annex, and nothing before it changes."""
    lines = [as_line(stored) for stored in found.lines]
    parts: list[Part] = [Text(f"对“{found.name}”的选址，按下列规定逐条核对，提出如下意见。")]
    for numeral, (title, inside) in zip(NUMERALS, _sections(layers, found, lines), strict=False):
        parts += [Heading(f"{numeral}、{title}"), *inside]
    parts += [*_signature(found), check_of(found.code, address, HELD), *(_annex(found, since) if since else [])]
    return Paper(
        issuer=found.issuer,
        number=f"编号 {found.number}",
        title=f"关于{found.name}选址的筛查意见",
        parts=tuple(parts),
        made_at=since.at if since else found.asked_at,
        mark="" if found.stage == VALID else stage_title(found.stage),
    )


def address_of(settings: Settings, found: Opinion) -> str:
    """Where the code of a paper leads: a page that asks for a login and then shows the stored opinion."""
    return f"{settings.address()}/v/{found.code}"


def plan_picture(found: Opinion) -> Picture:
    """The footprint and its neighbours as they were registered when the rules were asked."""
    plan = Plan.of(found.plan)
    seen = f"本系统 {day(found.asked_at.astimezone(CHINA))}登记的点位和区域"
    seen += f"，只绘出最近的 {MOST} 处" if plan.is_full else ""
    caption = f"图1 用地与周边(1:{plan.scale},CGCS2000;{seen})"
    return draw_plan(plan, project_of(found).footprint, drawn([as_line(each) for each in found.lines]), caption)


def _sections(layers: Layers, found: Opinion, lines: Sequence[Line]) -> Iterator[Section]:
    about = (*facts_of(layers, project_of(found), found.place), ("数据时点", moment(found.asked_at)))
    yield "项目概况", [Facts((*about, ("规则版本", found.rules)))]
    yield "结论", list(_verdict(found, lines))
    yield "位置图", [plan_picture(found)]
    yield "逐条核对", [line_table(lines, found.overruled)]
    if opened := unchecked(lines):
        yield "未核查的事项", [Items(opened)]
    if found.overruled:
        yield "改判", [ruling_table(lines, found.overruled)]
    yield "方法、数据与限制", [Items((*METHOD, *(f"{note['zh']}。" for note in found.notes[1:])))]


def _verdict(found: Opinion, lines: Sequence[Line]) -> Iterator[Part]:
    decided = VERDICTS[found.decided]
    yield Text(f"{decided['title']}。", bold=True)
    yield Text(f"{decided['meaning']}。")
    if found.overruled:
        computed = VERDICTS[found.verdict]["title"]
        yield Text(
            f"规则计算的结论为“{computed}”；有 {len(found.overruled)} 条经改判视为满足，计算的答案见“改判”。"
        )
    deciding = next(
        (each for each in lines if each.verdict == found.decided and not _is_overruled(found, each)), None
    )
    if deciding and found.decided != "clear":
        figures = [f"要求 {required(deciding)}"] if deciding.required is not None else []
        figures += [f"实测 {measured(deciding)}"] if deciding.measured is not None else []
        about = [deciding.title, deciding.answer.label, deciding.thing.name if deciding.thing else "", *figures]
        yield Text(f"决定性条目：{'，'.join(filter(None, about))}(依据：{deciding.clause})。")


def _is_overruled(found: Opinion, line: Line) -> bool:
    return key_of(asdict(line)) in found.overruled


def _signature(found: Opinion) -> Iterator[Part]:
    if found.signed_on is None:
        yield Text(f"起草人：{found.drafter}。尚未签发({stage_title(found.stage)})。")
        return
    yield Text(f"起草人：{found.drafter}；签发人：{found.signer}。")
    yield Signature((found.issuer, day(found.signed_on)))


def _annex(found: Opinion, since: Comparison) -> Iterator[Part]:
    then, now = VERDICTS[found.verdict]["title"], VERDICTS[since.verdict]["title"]
    rules = "规则未变" if since.rules == found.rules else f"规则版本 {found.rules} → {since.rules}"
    yield Heading("附 此后的变化")
    told = f"{moment(since.at)}按当时的数据重新核对：规则计算的结论 {then} → {now}；{rules};"
    yield Text(f"{told}{len(since.changes)} 条有变化，{since.same} 条与出具意见时一致。以上正文不因此改变。")
    if since.changes:
        yield change_table(since.changes)
