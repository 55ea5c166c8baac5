"""What the documents for operators and partners say is what the code does."""

import re
from datetime import timedelta

from server.cli import main
from server.commands.lazy import LazyGroup
from server.jobs import delivery, outbox, pruning, schedule
from server.jobs.leases import LEASE
from server.jobs.messages import PROCESSED
from server.jobs.sender import PATIENCE
from server.services.partners.held import REFUSED
from tests.findings import none_of
from tests.tree import ROOT

OPERATIONS, MESSAGES = ((ROOT / "docs" / name).read_text() for name in ("operations.md", "messages.md"))
UNITS = {"s": timedelta(seconds=1), "min": timedelta(minutes=1), "h": timedelta(hours=1)}


def paths(group=main, path=()):
    """Every command there is, as it is typed."""
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        yield from paths(command, (*path, name)) if isinstance(command, LazyGroup) else [" ".join((*path, name))]


def test_every_command_stands_in_the_table_of_commands_and_no_other():
    told = re.findall(r"^\| `tandem ([a-z ]+?)(?: -.*| [A-Z].*)?` \|", OPERATIONS, re.M)

    none_of(f"not told: {path}" for path in sorted(set(paths()) - set(told)))
    none_of(f"told and not there: {path}" for path in sorted(set(told) - set(paths())))


def test_the_schedule_is_the_one_that_is_published():
    row = re.search(r"^\| after \| at once \| (.*) \|$", MESSAGES, re.M).group(1)
    waits = [int(number) * UNITS[unit] for number, unit in (each.split() for each in row.split(" | "))]

    assert tuple(waits) == schedule.WAITS
    assert "75 h 35 min 5 s" in MESSAGES


def test_every_type_of_message_is_told():
    told = set(re.findall(r"^\| `([a-z]+\.[a-z]+)` \|", MESSAGES, re.M))

    assert told == {PROCESSED, REFUSED, delivery.ENDPOINT_DISABLED, "event.held"}


def test_the_figures_are_those_of_the_code():
    assert f"within {PATIENCE.seconds} seconds" in MESSAGES
    assert (delivery.FAILING, "for five days" in MESSAGES) == (timedelta(days=5), True)
    assert f"kept for {pruning.GIVEN_UP.days} days" in MESSAGES
    assert f"delivered {pruning.DELIVERED.days} days ago, or given up {pruning.GIVEN_UP.days} days ago" in OPERATIONS
    assert f"lease of\n{LEASE.seconds} seconds" in OPERATIONS
    assert (len(outbox.WAITS) + 1, "tried twelve times" in OPERATIONS) == (12, True)
