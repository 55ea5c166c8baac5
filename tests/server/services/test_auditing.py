"""The chain of what people did: whatever is changed in it shows."""

import pytest
from sqlalchemy.orm import Session

from server.services.staff.auditing import record, verify

CHANGED = "UPDATE audit SET person = 'somebody else' WHERE number = 2"
REMOVED = "DELETE FROM audit WHERE number = 2"


@pytest.fixture
def chain(engine):
    with Session(engine) as session:
        for number in range(3):
            record(session, "ada@example.org", "campaign.changed", f"campaign:{number}", {"points": 1}, {"points": 2})
        session.commit()
    return engine


def test_a_chain_that_nobody_touched_verifies(chain):
    with Session(chain) as session:
        assert list(verify(session)) == []


def test_rows_are_only_ever_added(chain):
    with Session(chain) as session, pytest.raises(Exception, match="append-only"):
        session.connection().exec_driver_sql(CHANGED)


@pytest.mark.parametrize("tampering, number", [
    pytest.param(CHANGED, 2, id="a changed row"), pytest.param(REMOVED, 3, id="a row taken out")])
def test_whoever_gets_round_the_triggers_is_seen(chain, tampering, number):
    with Session(chain) as session:
        connection = session.connection()
        for statement in _without_triggers(connection.dialect.name):
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(tampering)

        assert f"row {number} " in next(verify(session)).sentence


def _without_triggers(kind):
    if kind == "postgresql":
        return ["ALTER TABLE audit DISABLE TRIGGER ALL"]
    return [f"DROP TRIGGER audit_no_{act}" for act in ("update", "delete")]
