"""A whole campaign in one or two sentences: what it gives, on what, when, and up to which limit."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from rules.language import Checked, Setting, check
from rules.programme import Benefit, Campaign, Cap, Programme, Schedule, Window
from rules.sentence.condition import of_condition, of_length, of_number
from rules.sentence.nouns import WEEKDAYS
from rules.sentence.phrases_campaign import CAMPAIGN
from rules.sentence.speaker import Speaker

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
        benefits = self.speaker.listed([self.benefit(each) for each in campaign.benefits], "and")
        return self.say(
            "campaign", name=self.speaker.name("campaigns", campaign.code), benefits=benefits,
            goods=self.goods(campaign.lines), condition=self.conditions(campaign),
            times=self.times(campaign.schedule), dates=self.dates(campaign.schedule), limits=self.limits(campaign))

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
        parts = [of_condition(self._read(text, place), self.speaker) for text, place in texts if text]
        return self.say("condition", part=self.speaker.say("listed_and", head=parts[0], tail=parts[1])
                        if len(parts) > 1 else parts[0]) if parts else ""

    def benefit(self, benefit: Benefit) -> str:
        """What one benefit gives, and to whom."""
        value = of_number(self._read(benefit.value, "award"), self.speaker)
        kind = f"discount_{benefit.mode}" if benefit.kind == "discount" else benefit.kind
        said = self.say(kind, points=value, factor=value, amount=value, count=value, code=benefit.code,
                        money=self.speaker.money)
        return self.say("to_friend", benefit=said) if benefit.to == "referrer" else said

    def limits(self, campaign: Campaign) -> str:
        """Caps and budget, a sentence each."""
        budget = self.say("budget", points=campaign.budget) if campaign.budget else ""
        return "".join(map(self.cap, campaign.caps)) + budget

    def cap(self, cap: Cap) -> str:
        """One limit."""
        limit = of_number(self._read(cap.limit, "life"), self.speaker)
        return self.say("cap", limit=limit, unit=self.say(f"unit_{cap.of}"), per=self.say(f"per_{cap.per}"),
                        period="" if cap.per == "event" else self.period(cap.period))

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
        days = self.speaker.listed([self.speaker.pick(WEEKDAYS[day]) for day in window.days], "and")
        parts = [self._days(window, days)] if window.days else []
        if window.months:
            parts.insert(0, self.say("window_months", months=self.speaker.listed(map(str, window.months), "and")))
        if window.month_days:
            parts.append(self.say("window_month_days", days=self.speaker.listed(map(str, window.month_days), "and")))
        if window.from_time or window.until_time:
            parts.append(self.say("window_hours", start=f"{window.from_time or '00:00'}"[:5],
                                  end=f"{window.until_time or '24:00'}"[:5]))
        return self.speaker.pick(CAMPAIGN["window_parts"]).join(parts)

    def _days(self, window: Window, days: str) -> str:
        if not window.weeks:
            return self.say("window_days", days=days)
        if window.weeks == (-1,):
            return self.say("window_last", days=days)
        return self.say("window_nth", days=days, weeks=self.speaker.listed(map(str, window.weeks), "and"))

    def dates(self, schedule: Schedule) -> str:
        """First and last day; an end at midnight is told as the day before."""
        start, end = schedule.starts_at, schedule.ends_at
        if start and end:
            return self.say("between", start=self.moment(start), end=self.last(end))
        if start:
            return self.say("from", start=self.moment(start))
        return self.say("until", end=self.last(end)) if end else ""

    def last(self, end: datetime) -> str:
        """The last moment that still counts."""
        midnight = end.time() == datetime.min.time()
        return self.moment(end - timedelta(days=1)) if midnight else self.moment(end)

    def moment(self, at: datetime) -> str:
        """A day, with its hour unless that is midnight."""
        day = self.say("date", year=at.year, month=at.month, day=at.day)
        if at.time() == datetime.min.time():
            return day
        return self.say("date_time", date=day, hour=at.hour, minute=at.minute)

    def _read(self, text: str, place: str) -> Checked:
        return check(text, place, self.setting)  # type: ignore[arg-type]
