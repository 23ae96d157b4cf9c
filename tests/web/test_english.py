"""The screens of colours and zones in English: no word of the product is left in Chinese."""

import re
from typing import Any

from playwright.sync_api import Response, expect
from shapely.geometry import shape

from tests.web.conftest import AT_A_DESK
from tests.web.screen import Screen

HAN = re.compile(r"[\u4e00-\u9fff]")
# what is rightly Chinese: names of places, offices and people, titles of clauses, and what a person wrote
NAMES = {"name", "full_name", "target_name", "division_name", "town", "stated_park", "display_name", "without"}
OFFICES = {"by", "unit", "person", "assessor", "changed_by", "lead_unit", "responsible_unit", "responsible_person"}
CLAUSES = {"clause", "source"}
WRITTEN = {"fields", "duties", "content", "result", "inputs"}
OWN_WORDS = (  # of the demonstration county
    *(
        "演示数据：虚构的点位",
        "演示：虚构的点位",
        "演示：划定环带、后果筛查、导入等值线",
        "演示评价机构报告(虚构)",
    ),
    *("由地图提出的演示方案", "县安委会会商同意", "市政府批准异地迁建方案", "新厂区土建完成六成", "录入"),
)
PEOPLE_PICK_IT = ("中文",)  # the switch of the language
OPEN = """() => document.querySelectorAll('main details:not([open]), [data-test=card] details:not([open])')
    .forEach((one) => { one.open = true })"""
SEEN = """() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = []
    while (walk.nextNode()) {
        const { textContent, parentElement } = walk.currentNode
        // the letter of a layer is a picture; visits and hidden dangers are what people wrote
        const apart = parentElement.closest('.glyph, script, style, [data-test=patrol]')
        if (!apart && parentElement.checkVisibility()) found.push(textContent.trim())
    }
    return found.filter((text) => /\\p{Script=Han}/u.test(text))
}"""
IS_STILL = "!document.querySelector('.q-skeleton, [aria-busy=true]') && document.body.innerText.length > 400"


class Names(set[str]):
    """What the answers of the server hold of names, clauses and people's own words."""

    def hear(self, answer: Response) -> None:
        if "json" in (answer.headers.get("content-type") or "") and "/api/in-english" not in answer.url:
            self.take(answer.json())

    def take(self, value: Any, kept: bool = False) -> None:
        if isinstance(value, dict):
            is_zone = {"kind", "site_id", "colour", "method"} <= value.keys()  # its name ends in words of ours
            is_ring = value.get("layer") == "site_ring"  # named and founded by a person
            for key, each in value.items():
                ours = f"{key}_en" in value and not is_ring
                named = key in NAMES | OFFICES | CLAUSES | WRITTEN and not ours and not (is_zone and key == "name")
                self.take(each, kept or named or (is_ring and key in ("title", "basis", "zones")))
        elif isinstance(value, list):
            for each in value:
                self.take(each, kept)
        elif kept and isinstance(value, str) and HAN.search(value):
            self.add(value)

    def without(self, text: str) -> str:
        for own in sorted((*self, *OWN_WORDS, *PEOPLE_PICK_IT), key=len, reverse=True):
            text = text.replace(own, "")
        return text


def names_of_the_county(screen: Screen) -> Names:
    names = Names()
    names.take(screen.get("/api/gap-rules"))
    rings = screen.get("/collections/site_ring/items")["features"]  # named and founded by a person
    names.take([ring["properties"][said] for ring in rings for said in ("name", "basis")], kept=True)
    for place in screen.get("/collections/division/items", limit=1000, filter="code LIKE '530181%'")["features"]:
        told = place["properties"]
        names.take([told["name"], *(told["full_name"][n:] for n in (0, 3, 6))], kept=True)  # with or without above
    for layer in (
        "chemical_plant",
        "chemical_park",
        "risk_point",
        "settlement",
        "protected_target",
        "river",
        "railway",
    ):
        for site in screen.get(f"/collections/{layer}/items", limit=1000)["features"]:
            names.take([value for key, value in site["properties"].items() if key in NAMES | OFFICES], kept=True)
    return names


class Walk:
    """A person who looks at one English screen after the other, and keeps what is left in Chinese."""

    def __init__(self, screen: Screen) -> None:
        screen.become("admin")
        self.screen, self.names, self.left = screen, names_of_the_county(screen), list[str]()
        screen.page.on("response", self.names.hear)
        screen.page.add_init_script("localStorage.setItem('language', 'en')")

    def look(self, where: str) -> None:
        for _ in ("as it comes", "with all steps open"):
            self.screen.page.wait_for_load_state("networkidle")
            self.screen.until(IS_STILL)
            self.screen.page.evaluate(OPEN)
        seen = self.screen.page.evaluate(SEEN)
        self.left += [f"{where}: {text}" for text in seen if HAN.search(self.names.without(text))]

    def site_of(self, layer: str) -> int:
        drawn = self.screen.get(f"/collections/{layer}/items", limit=1)["features"][0]
        return int(drawn["properties"]["site_id"])


@AT_A_DESK
def test_an_english_card_form_or_zone_says_nothing_of_its_own_in_chinese(screen: Screen) -> None:
    walk = Walk(screen)
    unit = screen.get("/collections/hazard_source/items", limit=1)["features"][0]["id"]
    drawn = ("scenario_zone", "risk_contour", "flow_path", "mine_line", "park_line")
    for site in {*map(walk.site_of, drawn), unit}:
        screen.open_card(site)
        walk.look(f"card {site}")
    screen.open_card(walk.site_of("scenario_zone"))
    screen.marked("screening").click()
    for equation in screen.get("/api/consequences"):
        screen.choose("model", equation["title_en"])
        walk.look(equation["name"])
    screen.open_card(unit)
    screen.button("Assess").click()
    walk.look("the form of a method")
    zone = screen.get("/collections/risk_contour/items", limit=1)["features"][0]
    middle = shape(zone["geometry"]).representative_point()
    screen.go("/", at=f"{middle.x},{middle.y},14", layers="risk_contour")
    screen.click_place(middle.x, middle.y)
    expect(screen.marked("zone")).to_contain_text("Individual risk")
    walk.look("a zone")
    assert not walk.left, "\n".join(walk.left)


@AT_A_DESK
def test_an_english_list_says_nothing_of_its_own_in_chinese(screen: Screen) -> None:
    walk = Walk(screen)
    gap = screen.get("/api/gaps", verdict="unchecked")["gaps"][0]
    screen.go("/gaps", verdict="unchecked")
    screen.marked(f"gap-{gap['id']}").get_by_role("button").first.click()
    walk.look("gaps")
    screen.go("/joint-regions", region=screen.get("/api/joint-regions")[0]["id"])
    walk.look("a region")
    screen.go("/joint-regions")
    screen.marked("propose").click()
    screen.marked("look").click()
    screen.marked("proposal-0").get_by_role("button").first.click()
    walk.look("proposed regions")
    screen.go("/relocations", target=screen.get("/api/relocations")["targets"][0]["id"])
    walk.look("a relocation")
    for ledger in ("/outside-parks", "/dominoes", "/dangerous-roads"):
        screen.go(ledger)
        screen.page.locator("[data-test^='finding-'] button").first.click()
        walk.look(ledger)
    for page, tab in (("/rules", "packs"), ("/rules", "numbers"), ("/reviews", "due"), ("/reviews", "plan")):
        screen.go(page, tab=tab)
        walk.look(f"{page} {tab}")
    assert not walk.left, "\n".join(walk.left)
