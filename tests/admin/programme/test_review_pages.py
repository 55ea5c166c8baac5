"""From a changed draft to what is live, on the review page; and back again."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.clock import now
from server.models import Audit, Publication, Submission
from server.services.programme.draft import store
from tests.admin.console import sign_in
from tests.server.webhooks.till import PROGRAMME, programme_of
from tests.tables import BOTH_KINDS

pytestmark = BOTH_KINDS

SECOND = PROGRAMME.replace("{late_days: 30}", "{late_days: 30, second_person: true}")


def draft(site, text):
    with Session(site.coalition.engine) as session:
        store(session, programme_of(text), "ada")
        session.commit()


def last(site):
    with Session(site.coalition.engine) as session:
        return session.get(Submission, 1)


def gold(site):
    return site.coalition.versions.in_force(now()).programme.tiers[1].qualify


@pytest.fixture
def changed(site):
    draft(site, SECOND.replace(">= 1000", ">= 500"))
    return site


@pytest.mark.parametrize("language, said", [
    ("en", "qualifying Points in the last 12 months is at least 500"),
    ("zh-CN", "最近12个月的定级Points不少于500"),
    ("zh-TW", "最近12個月的定級Points不少於500"),
])
def test_the_page_says_what_changes_field_by_field_and_in_words(changed, language, said):
    text = sign_in(changed, "marketer", accept_language=language).get("/admin/review/").text

    assert 'history.points(&#34;12 months&#34;, &#34;PTS&#34;) &gt;= 500' in text
    assert said in text


def test_a_changed_campaign_leads_to_what_it_would_have_done(site, marketer):
    draft(site, PROGRAMME.replace("multiplier: 2", "multiplier: 3"))

    assert 'href="/admin/whatif/coffee/"' in marketer.get("/admin/review/").text
    assert marketer.get("/admin/whatif/coffee/").status_code == 200


def test_a_change_goes_live_when_a_second_person_approved_it(changed, marketer, approver):
    marketer.post("/admin/review/submit", data={"note": "for spring"})
    version = {"version": last(changed).version}
    approver.post("/admin/review/1/approve", data=version)

    text = marketer.post("/admin/review/1/publish", data=version, follow_redirects=True).text

    assert "Published" in text
    assert ">= 500" in gold(changed)
    assert (last(changed).asked_by, last(changed).decided_by) == ("marketer@example.org", "approver@example.org")


def test_what_is_found_many_times_is_told_once_with_the_list_behind_it(site, marketer):
    over = "".join(f"  - {{code: old-{n}, name: Old {n}, when: event.amount > {n}, benefits: [{{points: 1}}],\n"
                   f"     schedule: {{ends_at: 2020-01-0{n}}}}}\n" for n in range(1, 5))
    draft(site, PROGRAMME.replace("campaigns:\n", "campaigns:\n" + over, 1))

    text = marketer.get("/admin/review/").text

    assert text.count("4 pieces are over. Archive what is no longer needed.") == 1
    assert re.findall(r'<a href="/admin/campaign/old-\d/">(Old \d)</a>', text) == ["Old 1", "Old 2", "Old 3", "Old 4"]


def test_nobody_publishes_without_the_second_person(changed, marketer):
    marketer.post("/admin/review/submit")

    text = marketer.post("/admin/review/1/publish", data={"version": last(changed).version}, follow_redirects=True).text

    assert "A second person must approve this first." in text
    assert ">= 1000" in gold(changed)


def test_a_marketer_cannot_approve_and_an_admin_not_their_own(changed, marketer):
    marketer.post("/admin/review/submit")
    assert marketer.post("/admin/review/1/approve", data={"version": last(changed).version}).status_code == 403

    admin = sign_in(changed, "admin")
    admin.post("/admin/review/submit")
    with Session(changed.coalition.engine) as session:
        version = session.get(Submission, 2).version
    text = admin.post("/admin/review/2/approve", data={"version": version}, follow_redirects=True).text
    assert "somebody else must approve it" in text


def test_an_approval_names_the_content_that_was_looked_at(changed, marketer, approver):
    marketer.post("/admin/review/submit")

    assert approver.post("/admin/review/1/approve", data={"version": "0" * 64}).status_code == 409


def test_a_draft_that_changed_since_says_so_and_cannot_be_approved(changed, marketer, approver):
    marketer.post("/admin/review/submit")
    draft(changed, SECOND.replace(">= 1000", ">= 700"))

    assert "The draft changed since." in approver.get("/admin/review/").text
    text = approver.post("/admin/review/1/approve", data={"version": last(changed).version}, follow_redirects=True).text
    assert "Submit it again" in text


def test_a_draft_with_a_mistake_says_where_and_cannot_be_submitted(site, marketer):
    draft(site, SECOND.replace("history.points(", "history.pints("))

    text = marketer.get("/admin/review/").text
    assert '<a href="/admin/tiers/gold/">Gold</a>' in text
    assert "1 mistake must be mended first." in text
    assert "The draft has mistakes" in marketer.post("/admin/review/submit", follow_redirects=True).text


def test_a_rejection_sends_it_back_with_the_reason(changed, marketer, approver):
    marketer.post("/admin/review/submit")
    approver.post("/admin/review/1/reject", data={"note": "too generous"})

    assert "too generous" in marketer.get("/admin/review/").text


def test_a_time_is_local_to_the_programme(changed, marketer):
    marketer.post("/admin/review/submit", data={"effective_at": "2099-01-01T08:00"})

    assert last(changed).effective_at.isoformat() == "2099-01-01T00:00:00+00:00"


def test_a_time_that_is_none_is_refused(changed, marketer):
    assert marketer.post("/admin/review/submit", data={"effective_at": "tomorrow"}).status_code == 400


def test_worked_examples_are_told_with_what_they_gave(site, marketer):
    wrong = "{name: ten, steps: [{at: 2026-03-01 10:00, partner: SHOP, buys: 10, expect: {points: {PTS: 9}}}]}"
    draft(site, f"{SECOND}examples: [{wrong}]\n")

    text = marketer.get("/admin/review/examples").text
    assert "ten" in text
    assert 'class="bad"' in text
    assert "expected 9, got 10" in text
    mainland = sign_in(site, "marketer", accept_language="zh-CN")
    assert "应为 9，实为 10" in mainland.get("/admin/review/examples").text


def test_a_rollback_is_one_step_where_one_person_is_enough(site, marketer):
    site.coalition.publish(PROGRAMME.replace(">= 1000", ">= 500"))
    text = marketer.get("/admin/versions/1/back").text
    assert "is at least 1,000" in text

    marketer.post("/admin/versions/1/back", data={"note": "a mistake"})

    assert ">= 1000" in gold(site)


def planned(site):
    """The number of a publication that is planned for next week, as a large change."""
    site.coalition.publish(PROGRAMME.replace(">= 1000", ">= 500"), now() + timedelta(days=7))
    return site.coalition.versions.timeline.last


def test_a_planned_publication_is_called_off_with_a_reason_and_never_comes_into_force(site, marketer):
    number = planned(site)
    assert "Scheduled" in marketer.get("/admin/versions/").text

    text = marketer.post(f"/admin/versions/{number}/call-off", data={"note": "the wrong week"},
                         follow_redirects=True).text

    assert "Called off. What is live stays live." in text
    assert "the wrong week" in text
    next_year = site.coalition.versions.in_force(now() + timedelta(days=365)).programme
    assert ">= 1000" in next_year.tiers[1].qualify
    with Session(site.coalition.engine) as session:
        row = session.scalars(select(Audit).order_by(Audit.number.desc())).first()
        assert (row.action, row.person, row.reason) == ("publication.called_off", "marketer@example.org",
                                                        "the wrong week")


@pytest.mark.parametrize("number, note, said", [
    (2, " ", "Say why."), (1, "too late", "Roll back instead."), (2, "twice", "Nothing of this number is planned"),
])
def test_what_cannot_be_called_off_says_why(site, marketer, number, note, said):
    planned(site)
    if note == "twice":
        marketer.post("/admin/versions/2/call-off", data={"note": "once"})

    assert said in marketer.post(f"/admin/versions/{number}/call-off", data={"note": note}, follow_redirects=True).text


def test_what_was_called_off_can_be_published_again(site, marketer):
    number = planned(site)
    marketer.post(f"/admin/versions/{number}/call-off", data={"note": "the wrong week"})

    assert planned(site) == number + 1
    assert ">= 500" in site.coalition.versions.in_force(now() + timedelta(days=8)).programme.tiers[1].qualify


def test_a_viewer_calls_nothing_off(site, viewer):
    assert viewer.post(f"/admin/versions/{planned(site)}/call-off", data={"note": "no"}).status_code == 403


def test_a_rollback_waits_for_a_second_person_where_one_is_asked_for(changed, marketer, approver):
    marketer.post("/admin/review/submit")
    version = {"version": last(changed).version}
    approver.post("/admin/review/1/approve", data=version)
    marketer.post("/admin/review/1/publish", data=version)

    text = marketer.post("/admin/versions/1/back", data={"note": "a mistake"}, follow_redirects=True).text

    assert "A second person must approve going back" in text
    assert ">= 500" in gold(changed)


def test_a_rollback_without_a_reason_is_refused(site, marketer):
    site.coalition.publish(PROGRAMME.replace(">= 1000", ">= 500"))

    assert "Say why." in marketer.post("/admin/versions/1/back", follow_redirects=True).text
    assert ">= 500" in gold(site)


def test_any_two_versions_can_be_compared_and_the_draft_with_each(site, viewer):
    site.coalition.publish(PROGRAMME.replace(">= 1000", ">= 500"))
    with Session(site.coalition.engine) as session:
        first, second = (session.get(Publication, number).version for number in (1, 2))

    text = viewer.get(f"/admin/versions/compare?before={first}&after={second}").text
    assert re.search(r"was-text.*1000.*is-text.*500", text, re.S)
    assert "Both are the same" in viewer.get(f"/admin/versions/compare?before={first}&after=draft").text
    assert viewer.get("/admin/versions/compare?before=none&after=draft").status_code == 404


def test_publishing_and_rolling_back_ask_for_proof_again(changed, marketer, monkeypatch):
    marketer.post("/admin/review/submit")
    with marketer.session_transaction() as session:
        session["fs_paa"] = 0

    answer = marketer.post("/admin/review/1/publish", data={"version": last(changed).version})
    assert "/verify" in answer.headers["Location"]
    assert "/verify" in marketer.get("/admin/versions/1/back").headers["Location"]
    assert "/verify" in marketer.post("/admin/versions/2/call-off").headers["Location"]
