"""A whole campaign in one or two sentences: what it gives, on what, when, and up to which limit."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from rules.language import Checked, Setting, check
from rules.language.tree import tree_of
from rules.programme import Campaign, Cap, Programme, Progress, Schedule, Window
from rules.sentence.benefits import of_benefit
from rules.sentence.condition import of_condition, of_number
from rules.sentence.nouns import WEEKDAYS
from rules.sentence.phrases_campaign import CAMPAIGN
from rules.sentence.speaker import Speaker, figure
from rules.sentence.times import of_length, of_moment, of_month

_ONE_CATEGORY = re.compile(r'\s*line\.category\s*==\s*"([^"]+)"\s*')


def of_campaign(campaign: Campaign, programme: Programme, locale: str) -> str:
    """The campaign as a member may read it, kept true by being made from its rules."""
    said = _Telling(Speaker.of(programme, locale), Setting.of(
        programme, tuple(each.code for each in campaign.progress)))
    return said.campaign(campaign).strip()


class _Telling:
    """Tells one campaign; ``setting`` is what its expressions may name."""

    def __init__(self, speaker: Speaker, setting: Setting) -> None:
        self.speaker, self.setting = speaker, setting

    def say(self, phrase: str, **parts: object) -> str:
        """A phrase of ``CAMPAIGN``, filled."""
        return self.speaker.pick(CAMPAIGN[phrase]).format(**parts)

    def campaign(self, campaign: Campaign) -> str:
        """All of it."""
        benefits = [of_benefit(each, self._read(each.value, "award"), self.speaker) for each in campaign.benefits]
        return self.say(
            "campaign", name=self.speaker.name("campaigns", campaign.code),
            benefits=self.say("benefits_and").join(benefits), goods=self.goods(campaign.lines),
            condition=self.conditions(campaign), times=self.times(campaign.schedule),
            dates=self.dates(campaign.schedule), limits=self.limits(campaign))

    def goods(self, lines: str) -> str:
        """Which goods count; one category is named alone."""
        if not lines:
            return ""
        category = _ONE_CATEGORY.fullmatch(lines)
        if category:
            return self.say("goods_category", part=category[1])
        return self.say("goods", part=of_condition(self._read(lines, "line"), self.speaker))

    def conditions(self, campaign: Campaign) -> str:
        """The audience and the condition together."""
        texts = ((campaign.audience, "audience"), (campaign.when, "condition"))
        parts = [self._read(text, place) for text, place in texts if text]
        if not parts:
            return ""
        said = [of_condition(part, self.speaker) if len(parts) == 1 else self._grouped(part) for part in parts]
        return self.say("condition", part=self.speaker.say("all_of").join(said))

    def _grouped(self, part: Checked) -> str:
        """A condition beside another, in brackets when it offers a choice."""
        said = of_condition(part, self.speaker)
        tree = tree_of(part.syntax) if part.syntax else {}
        return self.speaker.say("grouped", part=said) if tree.get("operator") == "or" else said

    def limits(self, campaign: Campaign) -> str:
        """Caps, budget and counters, a sentence each."""
        budget = self.say("budget", points=figure(campaign.budget)) if campaign.budget else ""
        return "".join(map(self.cap, campaign.caps)) + budget + "".join(map(self.counter, campaign.progress))

    def cap(self, cap: Cap) -> str:
        """One limit."""
        limit = of_number(self._read(cap.limit, "life"), self.speaker)
        phrase = "cap" if limit.replace(",", "").isdecimal() else "cap_by"
        if cap.of == "times" and limit == "1":
            phrase = "cap_once"
        per = "referrer" if cap.per == "member" and cap.to == "referrer" else cap.per
        return self.say(phrase, limit=limit, unit=self.say(f"unit_{cap.of}"), per=self.say(f"per_{per}"),
                        period="" if cap.per == "event" else self.period(cap.period))

    def counter(self, progress: Progress) -> str:
        """What a counter counts, and from when to when."""
        kind = progress.streak or ("distinct" if progress.distinct else "add" if progress.add else "")
        what = progress.distinct or progress.add
        place = "progress_distinct" if progress.distinct else "progress_add"
        return self.say(
            f"counted_{kind}" if kind else "counted", counter=progress.code,
            when=of_condition(self._read(progress.when, "progress_when"), self.speaker), bounds=self.bounds(progress),
            what=of_number(self._read(what, place), self.speaker) if what else "")

    def bounds(self, progress: Progress) -> str:
        """When a counter begins, ends and begins anew."""
        period, said = self.period(progress.period), []
        if progress.starts:
            starts = of_condition(self._read(progress.starts, "progress_when"), self.speaker)
            said.append(self.say("counted_starts", part=starts))
        if progress.within:
            said.append(self.say("counted_within", length=of_length(self.speaker, progress.within)))
        return "".join([*said, self.say("counted_period", period=period) if period else ""])

    def period(self, period: str) -> str:
        """How often a limit begins anew."""
        if period in ("lifetime", "event"):
            return ""
        if f"period_{period}" in CAMPAIGN:
            return self.say(f"period_{period}")
        return self.say("period_rolling", length=of_length(self.speaker, period))

    def times(self, schedule: Schedule) -> str:
        """The recurring windows."""
        if not schedule.windows:
            return ""
        return self.say("times", windows=self.speaker.listed([self.window(each) for each in schedule.windows]))

    def window(self, window: Window) -> str:
        """One recurring window: months, days, hours."""
        parts = [self._days(window)] if window.days else []
        if window.months:
            parts.insert(0, self.say("window_months", months=self.speaker.listed(
                [of_month(self.speaker, month) for month in window.months], "and")))
        if window.month_days:
            parts.append(self.say("window_month_days", days=self.speaker.listed(map(str, window.month_days), "and")))
        if window.from_time or window.until_time:
            parts.append(self.say("window_hours", start=f"{window.from_time or '00:00'}"[:5],
                                  end=f"{window.until_time or '24:00'}"[:5]))
        return self.speaker.pick(CAMPAIGN["window_parts"]).join(parts)

    def _days(self, window: Window) -> str:
        days = [self.speaker.pick(WEEKDAYS[day]) for day in window.days]
        listed = self.speaker.listed(days, "and")
        if window.weeks == (-1,):
            return self.say("window_last", days=listed)
        if window.weeks:
            return self.say("window_nth", days=listed, weeks=self.speaker.listed(map(str, window.weeks), "and"))
        if len(days) > 2 and " ".join(window.days) in " ".join(WEEKDAYS):
            return self.say("window_range", first=days[0], last=days[-1])
        return self.say("window_days", days=listed)

    def dates(self, schedule: Schedule) -> str:
        """First and last day; an end at midnight is told as the day before."""
        start, end = schedule.starts_at, schedule.ends_at
        if start and end:
            return self.say("between", start=of_moment(self.speaker, start), end=self.last(end))
        if start:
            return self.say("from", start=of_moment(self.speaker, start))
        return self.say("until", end=self.last(end)) if end else ""

    def last(self, end: datetime) -> str:
        """The last moment that still counts."""
        midnight = end.time() == datetime.min.time()
        return of_moment(self.speaker, end - timedelta(days=1) if midnight else end)

    def _read(self, text: str, place: str) -> Checked:
        return check(text, place, self.setting)  # type: ignore[arg-type]
