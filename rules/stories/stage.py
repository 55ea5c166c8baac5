"""What every deed of an example's step stands on: the world, and what only a story needs to remember."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from rules.entries import Entry, Reason
from rules.errors import PointsError
from rules.gather import local_time
from rules.reported import Reported
from rules.state import Command, Plan
from rules.stories.outcome import Outcome
from rules.stories.scenario import Step
from rules.stories.world import Key, World


class ReferenceConflict(PointsError):
    """A partner uses a reference again for something else (invariant 5)."""

    code = "reference_conflict"


class UnknownReference(PointsError):
    """A step names a payment, a hold or a purchase that the example does not have."""

    code = "unknown_reference"

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"there is nothing with the reference {reference}")


class Stage:
    """The world, and what only a story needs: answers by reference, returns that wait for their purchase."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.told: dict[Key, tuple[Step, Outcome]] = {}
        self.parked: list[tuple[Step, Reported]] = []
        self.forecasts_missed: list[str] = []

    def partner(self, step: Step) -> str:
        """Who reports: the partner named, else that of the purchase a return names, else the first."""
        programme = self.world.current.programme
        named = step.body.get("partner") or self._partner_of(step)
        return named or programme.partners[0].code

    def _partner_of(self, step: Step) -> str:
        of = str(step.body.get("of") or step.body.get(step.verb))
        return next((partner for partner, reference in self.told if reference == of), "")

    def entry(self, reference: object, kinds: tuple[str, ...]) -> Entry:
        """The entry of an earlier step by its reference; raises ``UnknownReference``."""
        for entry in self.world.entries:
            if entry.kind in kinds and entry.id.rpartition(".")[0] == reference:
                return entry
        raise UnknownReference(str(reference))

    def command(self, step: Step, partner: str) -> Command:
        """What causes the plan of a request; its id is the step's reference."""
        at = local_time(self.world.current.programme, partner, str(step.body.get("store", "")), step.at)
        body = step.body
        why = body.get("reason", "" if step.verb == "adjusts" else step.verb)
        reason = Reason(event=reference_of(step), person=body.get("person", ""), text=why,
                        second=body.get("second_person", ""))
        return Command(reference_of(step), at, reason)

    def done(self, plan: Plan) -> Outcome:
        """Write the plan of a request."""
        self.world.write(plan)
        return Outcome(refusals=plan.refusals, grants=plan.grants)


def reference_of(step: Step) -> str:
    """The reference given, else one made of the step's place."""
    return str(step.body.get("reference") or f"step-{int(step.path.rpartition('/')[2]) + 1}")


def changes(entries: Iterable[Entry]) -> Mapping[tuple[str, str], int]:
    """Points by (member, currency) that entries moved, pending and held ones included."""
    sums: Counter[tuple[str, str]] = Counter()
    for posting in (posting for entry in entries for posting in entry.postings):
        kind, _, rest = posting.account.partition(":")
        if kind == "member":
            sums[rest.rpartition(":")[0], posting.currency] += posting.points
    return {key: points for key, points in sums.items() if points}
