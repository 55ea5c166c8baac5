"""A second person approves exactly what was submitted; nothing else comes into force."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.canonical import content_hash
from rules.errors import Finding, InvalidProgramme
from server.clock import now
from server.models import Audit, Publication
from server.services.programme import review
from server.services.programme.draft import store
from server.services.programme.publishing import ExamplesFail, NeedsApproval, Signed, live_version, publish
from server.services.programme.review import Decided, NoteMissing, NothingToPublish, SamePerson, StaleSubmission
from server.services.staff import auditing
from tests.findings import none_of
from tests.server.webhooks.till import LONG_AGO, PROGRAMME, programme_of

GUARDED = PROGRAMME.replace("{late_days: 30}", "{late_days: 30, second_person: true}")
CHANGED = GUARDED.replace(">= 1000", ">= 500")
OTHER = GUARDED.replace(">= 1000", ">= 700")
UNGUARDED = CHANGED.replace("second_person: true", "second_person: false")
BROKEN = CHANGED.replace("history.points(", "history.pints(")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Rules are not tried in a process of their own; ``tests.server.test_trying`` does that."""
    monkeypatch.setattr(review, "refuse_costly", lambda programme: None)


@pytest.fixture
def session(engine):
    with Session(engine) as session:
        publish(session, programme_of(GUARDED), LONG_AGO, Signed("ada", "bob", content_hash(programme_of(GUARDED))))
        draft(session, CHANGED)
        yield session


def draft(session, text):
    store(session, programme_of(text), "ada")
    session.commit()


def test_what_a_second_person_approved_comes_into_force(session):
    asked = review.submit(session, "ada", "gold for more people")
    review.approve(session, asked.number, "bob")

    done = review.publish(session, asked.number, "ada")

    assert live_version(session) == done.version == content_hash(programme_of(CHANGED))
    last = session.get(Publication, done.number)
    assert (last.published_by, last.approved_by, last.note) == ("ada", "bob", "gold for more people")


def test_who_asks_cannot_approve(session):
    asked = review.submit(session, "ada")

    with pytest.raises(SamePerson):
        review.approve(session, asked.number, "ada")


def test_a_draft_that_changed_since_cannot_be_approved(session):
    asked = review.submit(session, "ada")
    draft(session, OTHER)

    with pytest.raises(StaleSubmission):
        review.approve(session, asked.number, "bob")


def test_a_draft_that_changed_and_came_back_can_be_approved(session):
    asked = review.submit(session, "ada")
    draft(session, OTHER)
    draft(session, CHANGED)

    assert review.approve(session, asked.number, "bob").status == "approved"


def test_what_was_approved_is_published_whatever_became_of_the_draft(session):
    asked = review.submit(session, "ada")
    review.approve(session, asked.number, "bob")
    draft(session, OTHER)

    assert review.publish(session, asked.number, "bob").version == content_hash(programme_of(CHANGED))


def test_nothing_is_published_without_a_second_person(session):
    asked = review.submit(session, "ada")

    with pytest.raises(NeedsApproval):
        review.publish(session, asked.number, "bob")


def test_a_draft_that_no_longer_asks_for_a_second_person_still_needs_one(session):
    draft(session, UNGUARDED)
    asked = review.submit(session, "ada")

    with pytest.raises(NeedsApproval):
        review.publish(session, asked.number, "ada")


def test_where_nobody_asks_for_a_second_person_one_is_enough(engine):
    with Session(engine) as session:
        publish(session, programme_of(), LONG_AGO)
        draft(session, PROGRAMME.replace(">= 1000", ">= 500"))
        asked = review.submit(session, "ada")

        assert review.publish(session, asked.number, "ada").changed


@pytest.mark.parametrize("text, refused", [
    pytest.param(BROKEN, InvalidProgramme, id="a rule with a mistake"),
    pytest.param(CHANGED + "examples: [{name: wrong, steps: [{at: 2026-03-01 10:00, partner: SHOP, buys: 10, "
                 "expect: {points: 9}}]}]\n", ExamplesFail, id="an example that does not hold"),
    pytest.param(GUARDED, NothingToPublish, id="what is in force already"),
])
def test_what_cannot_come_into_force_cannot_be_submitted(session, text, refused):
    draft(session, text)

    with pytest.raises(refused):
        review.submit(session, "ada")


def test_a_rule_that_takes_too_long_cannot_be_submitted(session, monkeypatch):
    def refuse(programme):
        raise InvalidProgramme((Finding("rule_cut_off", "too long"),))

    monkeypatch.setattr(review, "refuse_costly", refuse)

    with pytest.raises(InvalidProgramme, match="too long"):
        review.submit(session, "ada")


def test_a_submission_is_decided_once(session):
    asked = review.submit(session, "ada")
    review.reject(session, asked.number, "bob", "too generous")

    with pytest.raises(Decided):
        review.approve(session, asked.number, "bob")


def test_a_rejection_needs_a_reason(session):
    with pytest.raises(NoteMissing):
        review.reject(session, review.submit(session, "ada").number, "bob", " ")


def test_a_withdrawn_submission_cannot_be_published_though_it_was_approved(session):
    asked = review.submit(session, "ada")
    review.approve(session, asked.number, "bob")
    review.withdraw(session, asked.number, "ada")

    with pytest.raises(Decided):
        review.publish(session, asked.number, "ada")


def test_a_newer_submission_takes_the_place_of_the_one_that_waits(session):
    first = review.submit(session, "ada").number
    draft(session, OTHER)
    second = review.submit(session, "ada").number

    assert review.waiting(session).number == second
    assert review.submission(session, first).status == "withdrawn"


def test_a_scheduled_version_comes_into_force_at_its_time_and_not_before(session):
    tomorrow = now() + timedelta(days=1)
    asked = review.submit(session, "ada")
    review.schedule(session, asked.number, tomorrow, "ada")
    review.approve(session, asked.number, "bob")

    assert review.publish(session, asked.number, "bob").effective_at == tomorrow
    assert live_version(session) == content_hash(programme_of(GUARDED))


def test_a_time_that_has_passed_is_now(session):
    asked = review.submit(session, "ada", effective_at=now() - timedelta(days=1))
    review.approve(session, asked.number, "bob")

    assert review.publish(session, asked.number, "bob").effective_at > now() - timedelta(minutes=1)


def test_a_rollback_waits_for_a_second_person_too_and_the_draft_stays(session):
    first = live_version(session)
    asked = review.submit(session, "ada")
    review.approve(session, asked.number, "bob")
    review.publish(session, asked.number, "ada")

    back = review.roll_back(session, first, "ada", "a mistake").number
    assert live_version(session) != first
    draft(session, OTHER)
    review.approve(session, back, "bob")
    review.publish(session, back, "bob")

    assert live_version(session) == first


def test_a_rollback_is_one_step_where_one_person_is_enough(engine):
    with Session(engine) as session:
        first = publish(session, programme_of(), LONG_AGO).version
        publish(session, programme_of(PROGRAMME.replace(">= 1000", ">= 500")))

        assert review.roll_back(session, first, "ada", "a mistake").status == "published"
        assert live_version(session) == first


def test_every_step_is_in_the_audit(session):
    asked = review.submit(session, "ada")
    review.schedule(session, asked.number, None, "ada")
    review.approve(session, asked.number, "bob", "fine")
    review.publish(session, asked.number, "ada")

    assert session.execute(select(Audit.person, Audit.action).order_by(Audit.number)).all() == [
        ("ada", "submission.made"), ("ada", "submission.scheduled"), ("bob", "submission.approved"),
        ("ada", "programme.published")]
    none_of(finding.sentence for finding in auditing.verify(session))
