"""``tandem migrate`` and ``tandem ledger``: what they say, what they change, how they end."""

import pytest
from click.testing import CliRunner

from server.cli import main
from server.migrate import revisions
from tests.server.ledger.kept import Kept, publish
from tests.server.ledger.tampering import tampered


@pytest.fixture
def tandem(monkeypatch):
    """Run a command on a database; its answer."""
    def run(url, *words):
        monkeypatch.setenv("TANDEM_DATABASE_URL", url)
        return CliRunner().invoke(main, list(words))

    return run


@pytest.fixture
def used(engine, settings):
    """The URL of a database in which a member earned and spent."""
    publish(engine)
    Kept(engine, "ada").earn_and_burn()
    return settings.database_url


def test_migrate_names_each_step_and_finds_nothing_to_do_the_second_time(tandem, database_url):
    first, second = tandem(database_url, "migrate"), tandem(database_url, "migrate")

    assert first.output.splitlines() == [
        *revisions(), f"{len(revisions())} steps taken; the database is at {revisions()[-1]}."]
    assert second.output == f"0 steps taken; the database is at {revisions()[-1]}.\n"


def test_migrate_goes_back_to_a_revision(tandem, database_url):
    tandem(database_url, "migrate")

    said = [tandem(database_url, "migrate", "--to", revision).output for revision in ("0001_partners", "base")]
    assert [each.rpartition("is at ")[2] for each in said] == ["0001_partners.\n", "nothing.\n"]


def test_migrate_refuses_a_revision_that_does_not_exist(tandem, database_url):
    answer = tandem(database_url, "migrate", "--to", "9999")

    assert (answer.exit_code, "there is no revision 9999" in answer.output) == (1, True)


def test_a_sound_ledger_ends_well(tandem, used):
    answer = tandem(used, "ledger", "check")

    assert (answer.exit_code, answer.output) == (
        0, "The ledger is sound: every invariant holds, and the chain is as it was sealed.\n")


@pytest.mark.tampers
def test_a_broken_ledger_ends_badly_and_names_what_is_broken(tandem, engine, used):
    tandem(used, "ledger", "seal")
    tampered(engine, "UPDATE posting SET points = points + 1 WHERE event_id = 'e1' AND account = 'available'")

    answer = tandem(used, "ledger", "check")

    assert answer.exit_code == 1
    assert [line.partition(":")[0] for line in answer.stderr.splitlines()[:-1]] == [
        "entry_unbalanced", "balance_differs", "chain_broken"]
    assert answer.stderr.endswith("Error: 3 findings; the first is entry_unbalanced\n")


def test_sealing_twice_seals_once(tandem, used):
    assert tandem(used, "ledger", "seal").output == "3 events sealed.\n"
    assert tandem(used, "ledger", "seal").output == "0 events sealed.\n"


@pytest.mark.parametrize("word", ["check", "seal"])
def test_a_database_that_was_never_migrated_is_not_called_sound(tandem, database_url, word):
    answer = tandem(database_url, "ledger", word)

    assert answer.exit_code == 1
    assert "The database is at nothing, this release needs " in answer.stderr


@pytest.mark.parametrize("words", [["migrate"], ["ledger", "check"], ["ledger", "seal"]], ids=" ".join)
def test_every_command_explains_itself_with_an_example(tandem, words):
    answer = tandem("sqlite://", *words, "--help")

    assert (answer.exit_code, f"tandem {' '.join(words)}" in answer.output.partition("Example")[2]) == (0, True)


