"""In by a link that works once, out again, and nobody else's session within reach."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from server.clock import now
from server.db import reading, writing
from server.jobs.context import Context
from server.jobs.forgetting import ForgettingSessions
from server.jobs.periods import run
from server.member.door import COOKIE
from server.services.entering.links import GOOD_FOR, LinkSpent, issue, redeem
from server.services.entering.sessions import browsers
from tests.member_site import TODAY

ONE_DATABASE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


def test_a_link_lets_its_member_in_once(newcomer):
    link, visitor = newcomer.link(), newcomer.site.visitor()

    assert visitor.get("/me").status_code == 302
    assert visitor.post(link).status_code == 303
    assert visitor.get("/me").status_code == 200
    assert newcomer.site.visitor().post(link).status_code == 404


def test_looking_at_a_link_does_not_use_it_up(newcomer):
    link = newcomer.link()

    for _ in range(3):
        assert newcomer.site.visitor().get(link).status_code == 200
    assert newcomer.site.visitor().post(link).status_code == 303


def test_of_many_who_press_at_once_one_is_let_in(newcomer):
    link = newcomer.link()
    with ThreadPoolExecutor(6) as pool:
        answers = [each.status_code for each in pool.map(lambda _: newcomer.site.visitor().post(link), range(6))]

    assert sorted(answers) == [303, 404, 404, 404, 404, 404]


@pytest.mark.parametrize("after, status", [
    pytest.param(GOOD_FOR - timedelta(seconds=1), 303, id="just before its end"),
    pytest.param(GOOD_FOR, 404, id="at its end")])
@ONE_DATABASE
def test_a_link_is_good_for_ten_minutes(newcomer, after, status):
    link = newcomer.link()

    with time_machine.travel(TODAY + after, tick=False):
        assert newcomer.site.visitor().post(link).status_code == status


@ONE_DATABASE
def test_a_token_that_this_server_did_not_sign_is_refused_without_asking_the_database(newcomer):
    member = newcomer.id
    with writing(newcomer.engine) as connection:
        token = issue(connection, "another secret", member, now())
    with reading(newcomer.engine) as connection, pytest.raises(LinkSpent):
        redeem(connection, newcomer.settings.secret_key, token, now())

    assert newcomer.site.visitor().get(f"/me/link/{token}").status_code == 404


def test_a_session_ends_on_its_day(newcomer):
    browser = newcomer.browser()

    with time_machine.travel(TODAY + timedelta(days=30, seconds=-1), tick=False):
        assert browser.get("/me").status_code == 200
    with time_machine.travel(TODAY + timedelta(days=30), tick=False):
        assert browser.get("/me").status_code == 302


@ONE_DATABASE
def test_signing_out_ends_the_session_itself_not_only_the_cookie(newcomer):
    browser = newcomer.browser()
    secret = browser.get_cookie(COOKIE, path="/me").value

    assert browser.post("/me/sign-out").status_code == 303

    thief = newcomer.site.visitor()
    thief.set_cookie(COOKIE, secret, path="/me")
    assert thief.get("/me").status_code == 302


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(newcomer):
    answer = newcomer.site.visitor().post(newcomer.link())
    cookie = next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith(COOKIE))

    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Path=/me"))


def test_a_member_sees_her_sessions_and_ends_another(newcomer):
    here = newcomer.browser(user_agent="Mozilla/5.0 (iPhone) Version/19 Safari/605")
    there = newcomer.browser(user_agent="Mozilla/5.0 (Linux; Android 16) Chrome/156 MicroMessenger/9")

    shown = here.get("/me/settings").text
    other = next(each for each in browsers(newcomer.engine, newcomer.id) if "WeChat" in each.device)

    assert "Safari · iPhone" in shown
    assert "WeChat · Android" in shown
    assert here.post(f"/me/settings/sessions/{other.id}").status_code == 303
    assert there.get("/me").status_code == 302
    assert here.get("/me").status_code == 200


@ONE_DATABASE
def test_ending_all_others_leaves_this_one(newcomer):
    here, others = newcomer.browser(), [newcomer.browser(), newcomer.browser()]

    here.post("/me/settings/sessions")

    assert [each.get("/me").status_code for each in (here, *others)] == [200, 302, 302]


@ONE_DATABASE
def test_the_last_use_is_written_down_once_an_hour(newcomer):
    browser = newcomer.browser()
    with time_machine.travel(TODAY + timedelta(minutes=59), tick=False):
        browser.get("/me")
        assert browsers(newcomer.engine, newcomer.id)[0].seen_at == TODAY
    with time_machine.travel(TODAY + timedelta(minutes=60), tick=False):
        browser.get("/me")
        assert browsers(newcomer.engine, newcomer.id)[0].seen_at == TODAY + timedelta(minutes=60)


def test_what_ended_is_removed_the_next_day_and_what_is_in_use_stays(newcomer):
    newcomer.browser()
    newcomer.link()
    context = Context(newcomer.engine, newcomer.site.coalition.versions)

    removed = {}
    for days in (0, 1, 2, 31):
        with time_machine.travel(TODAY + timedelta(days=days), tick=False):
            task = ForgettingSessions()
            run(context, task)
            removed[days] = task.removed

    assert removed == {0: 0, 1: 0, 2: 2, 31: 1}


@ONE_DATABASE
def test_a_link_works_over_tls_and_its_token_is_told_to_no_other_site(newcomer):
    newcomer.site.app.config["WTF_CSRF_ENABLED"] = True
    visitor, address = newcomer.site.visitor(), f"https://localhost{newcomer.link()}"
    page = visitor.get(address)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]

    assert page.headers["Referrer-Policy"] == "same-origin"
    answer = visitor.post(address, data={"csrf_token": token}, headers={"Referer": address})
    assert answer.status_code == 303
    assert "Secure" in next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith(COOKIE))
    newcomer.site.app.config["WTF_CSRF_ENABLED"] = False
