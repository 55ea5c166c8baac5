"""What members are written, in their language: whole texts, filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from rules.programme import LOCALES, Programme, Texts
from server.services.entering.mails import Letter

TEXTS: Mapping[str, tuple[str, str, str]] = {
    "link_subject": ("Your link to {programme}", "您的{programme}登录链接", "您的{programme}登入連結"),
    "link": (
        "Hello,\n\nopen this link to see your points at {programme}. It works once, for ten minutes:\n\n{link}\n\n"
        "You did not ask for it? Then leave it; nobody can sign in without it.\n",
        "您好：\n\n打开以下链接，即可查看您在{programme}的积分。链接仅可使用一次，十分钟内有效：\n\n{link}\n\n"
        "如果不是您本人操作，请忽略此邮件；没有此链接，任何人都无法登录。\n",
        "您好：\n\n開啟以下連結，即可查看您在{programme}的點數。連結僅可使用一次，十分鐘內有效：\n\n{link}\n\n"
        "如果不是您本人操作，請忽略此郵件；沒有此連結，任何人都無法登入。\n"),
    "points_subject": ("Your points at {programme} lapse soon", "您在{programme}的积分即将过期",
                       "您在{programme}的點數即將到期"),
    "tier_subject": ("Your tier at {programme}", "您在{programme}的等级", "您在{programme}的等級"),
    "birthday_subject": ("Happy birthday from {programme}", "{programme}祝您生日快乐", "{programme}祝您生日快樂"),
    "lapse": ("{points} {currency} can be spent until {on}.", "{points}{currency}可使用至{on}。",
              "{points}{currency}可使用至{on}。"),
    "rose": ("You have reached {tier}.", "您已升至{tier}。", "您已升至{tier}。"),
    "fell": ("You are now {tier}.", "您现在的等级是{tier}。", "您現在的等級是{tier}。"),
    "base": ("without a tier", "普通会员", "一般會員"),
    "ending": ("You are {tier} until {on}. Your page says what is missing to stay so.",
               "您的{tier}等级有效至{on}。保级还差多少，请看您的会员页面。",
               "您的{tier}等級有效至{on}。保級還差多少，請看您的會員頁面。"),
    "birthday": ("Today is your day. Your page shows what is on for you.",
                 "今天是您的生日。正在进行的活动，请看您的会员页面。",
                 "今天是您的生日。正在進行的活動，請看您的會員頁面。"),
    "notice": (
        "Hello,\n\n{lines}\n\n{page}\n\nYou asked for this letter. You end it there under Privacy.\n",
        "您好：\n\n{lines}\n\n{page}\n\n此邮件应您的要求发送，可在该页面的“隐私”中退订。\n",
        "您好：\n\n{lines}\n\n{page}\n\n此郵件應您的要求寄送，可在該頁面的「隱私」中取消。\n"),
}
SUBJECTS = {"lapse": "points_subject", "birthday": "birthday_subject"}
"""Which subject a letter has; those about tiers share one."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a notice says; ``text`` names its sentence, the rest fills it."""

    text: str
    currency: str = ""
    points: int = 0
    tier: str = ""
    on: date | None = None


def letter_of(programme: Programme, locale: str, address: str, told: Sequence[Told], public_url: str) -> Letter:
    """The letter of one kind of notice: a line for each thing that is new."""
    name = programme_name(programme, locale)
    subject = said(SUBJECTS.get(told[0].text, "tier_subject"), locale, programme=name)
    lines = "\n".join(_line(programme, locale, each) for each in told)
    return Letter(address, subject, said("notice", locale, lines=lines, page=f"{public_url.rstrip('/')}/me"))


def _line(programme: Programme, locale: str, told: Told) -> str:
    currencies = {each.code: each.name for each in programme.currencies}
    tiers = {each.code: each.name for each in programme.tiers}
    return said(told.text, locale, points=f"{told.points:,}", currency=_named(currencies, told.currency, locale),
                tier=_named(tiers, told.tier, locale) or said("base", locale),
                on=format_date(told.on, "long", locale=locale) if told.on else "")


def _named(names: Mapping[str, Texts], code: str, locale: str) -> str:
    texts = names.get(code, {})
    return texts.get(locale) or texts.get("en") or code


def said(notice: str, locale: str, **parts: str) -> str:
    """A text in one locale, filled."""
    return TEXTS[notice][LOCALES.index(locale)].format(**parts)


def programme_name(programme: Programme, locale: str) -> str:
    """What the programme is called in a locale."""
    return programme.name.get(locale) or programme.name.get("en") or programme.code
