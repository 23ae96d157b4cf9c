"""Online monitoring on the screen: an alarm is answered, and the card of its point draws the readings."""

import re

from playwright.sync_api import expect

from tests.web.conftest import ON_BOTH
from tests.web.screen import Screen


@ON_BOTH
def test_an_alarm_is_acknowledged_and_its_point_shows_its_readings(screen: Screen) -> None:
    screen.enter("bureau", "/alarms")
    alarm = screen.marked("alarm").filter(has_text="一号储罐液位")
    expect(alarm).to_contain_text("高高限 8.62 m")
    screen.shot("alarms")
    ask = alarm.get_by_role("button", name="确认")
    if ask.count():  # the other screen may have answered it in the same county
        ask.click()
        screen.marked("answer").get_by_label("说明").fill("已派人到罐区")
        screen.marked("answer").get_by_role("button", name="确认").click()
    expect(alarm).to_contain_text("已派人到罐区")
    alarm.get_by_role("link").click()
    chart = screen.marked("chart")
    expect(chart).to_contain_text("高高限 8.5 m")
    expect(chart).to_have_attribute("aria-label", re.compile("个读数"))
    screen.shot("readings")
