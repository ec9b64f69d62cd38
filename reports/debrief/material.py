"""What a debrief is made from: the night as it was judged, par's, and nights without a decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.cites import Cites
from scoring.verdict import script_called

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reports.material import Material
    from scoring.ground import Ground
    from scoring.model import Impact


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The same night with one command never given.

    Attributes:
        seq: the command's entry in its journal.
        impact: what that night cost the users, over the same span.
        recovered_at: when everything was back to normal in it, ms since StartEx; None: never.
    """

    seq: int
    impact: Impact
    recovered_at: int | None


@dataclass(frozen=True, slots=True)
class PlayedNight:
    """One way through the night.

    Attributes:
        ground: the incident as it was, with the journal sorted by kind.
        impact: what it cost the users, up to the same instant in every night that is compared.
        came: of each inject that was sent and whose expected action can be checked: how that went
            in words, and when it was reached, ms since StartEx.
        left_out: the same without one command each.
    """

    ground: Ground
    impact: Impact
    came: Mapping[str, tuple[str, int | None]]
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Debriefed:
    """Everything a debrief needs.

    Attributes:
        made: the record.
        mine: its night.
        par: the reference response's night under the same seed; None where there is none, or
            where the record was played in another version of the world.
        why_alone: why nothing was played again; "" where it was.
    """

    made: Material
    mine: PlayedNight
    par: PlayedNight | None
    why_alone: str = ""

    @property
    def who(self) -> str:
        """Who played, at the beginning of a sentence: `You`, `The runbook outage.md`."""
        card = self.made.card
        if card.exercise_type != "regression":
            return "You"
        script = next(map(script_called, card.participants), "")
        return f"The {script}" if script else "The responders"

    def cites(self, night: PlayedNight, *seqs: int) -> Cites:
        """Links to entries of the record; par's journal has no place in its report."""
        return self.made.index.cites(seqs) if night is self.mine else Cites()
