"""What detection may be told. Defaults are what the demo network and the public hot lists were tuned to."""

from dataclasses import dataclass, field

from contract.errors import SettingsError
from warehouse.alert_rules import Rule, chosen
from warehouse.gate import Gate


@dataclass(frozen=True, slots=True)
class DetectSettings:
    """Levels of surprise are -log10 of a chance: 2 means one ordinary day in a hundred."""

    watch: float = 2.0  # a subject is recorded from here on
    rising: float = 2.8  # and called more than "watch" from here on, until the past tells better (alert_levels.py)
    flags_a_week: float = 3.0  # the alert budget of a scope: new flags a week that its past would have had
    min_authors: int = 10  # distinct organic author-days of the last 7 days
    min_ratio: float = 1.5  # of the last 7 days to the baseline, per exposure
    big_account: int = 100_000  # followers; a key opinion leader (KOL) from here on
    koc_account: int = 1_000  # followers, from which on an account that is answered is a key opinion consumer (KOC)
    koc_response: float = 0.03  # likes, comments, shares and favourites a post, divided by followers, that a KOC gets
    rules: tuple[Rule, ...] = field(default_factory=lambda: chosen({}))  # what raises alerts
    pin: tuple[str, ...] = ()  # phrases that are known on every day
    veto: tuple[str, ...] = ()  # words and phrases that are never subjects
    gate: Gate = field(default_factory=Gate)  # when a day is not judged at all

    def __post_init__(self) -> None:
        if not 0 < self.watch <= self.rising:
            raise SettingsError(f"detection needs 0 < watch <= rising, found watch {self.watch}, rising {self.rising}")
        if self.flags_a_week <= 0:
            raise SettingsError(f"flags_a_week is the alert budget: more than 0, found {self.flags_a_week}")
        if self.min_authors < 1:
            raise SettingsError("min_authors is a count of people: 1 or more")
        if not 0 < self.koc_account <= self.big_account or self.koc_response < 0:
            raise SettingsError(
                "detection needs 0 < koc_account <= big_account and koc_response of 0 or more, found "
                f"{self.koc_account}, {self.big_account} and {self.koc_response}"
            )
