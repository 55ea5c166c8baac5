"""A page asks the database few questions, however much there is."""

from contextlib import contextmanager

from sqlalchemy import event

from admin.programme.kinds import PAGES
from server.db import db
from tests.admin.console import sign_in
from tests.findings import none_of

MOST = 5
ADDRESSES = ("/admin/review/", "/admin/programme/", *(f"/admin/{page.at}/" for page in PAGES), "/admin/tiers/gold/",
             "/admin/partners/", "/admin/partners/SHOP/", "/admin/versions/", "/admin/files/", "/admin/adjustments/",
             "/admin/held/", "/admin/settlements/")


@contextmanager
def asked_of(engine):
    """Every statement that is sent meanwhile."""
    seen = []

    def note(connection, cursor, statement, *rest):
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_no_page_asks_the_database_more_than_five_questions(site):
    admin = sign_in(site, "admin")
    admin.post("/admin/review/submit")
    with site.app.app_context():
        engine = db.engine
    costly = []
    for address in ADDRESSES:
        admin.get(address)
        with asked_of(engine) as seen:
            assert admin.get(address).status_code == 200
        questions = [each for each in seen if each.startswith("SELECT")]
        costly += [f"{address}: {len(questions)}"] * (len(questions) > MOST)
    none_of(costly)
