"""What members are written, in their language: whole texts, filled."""

from __future__ import annotations

from collections.abc import Mapping

from rules.programme import LOCALES, Programme

TEXTS: Mapping[str, tuple[str, str, str]] = {
    "link_subject": ("Your link to {programme}", "您的{programme}登录链接", "您的{programme}登入連結"),
    "link": (
        "Hello,\n\nopen this link to see your points at {programme}. It works once, for ten minutes:\n\n{link}\n\n"
        "You did not ask for it? Then leave it; nobody can sign in without it.\n",
        "您好：\n\n打开以下链接，即可查看您在{programme}的积分。链接仅可使用一次，十分钟内有效：\n\n{link}\n\n"
        "如果不是您本人操作，请忽略此邮件；没有此链接，任何人都无法登录。\n",
        "您好：\n\n開啟以下連結，即可查看您在{programme}的點數。連結僅可使用一次，十分鐘內有效：\n\n{link}\n\n"
        "如果不是您本人操作，請忽略此郵件；沒有此連結，任何人都無法登入。\n"),
}


def said(notice: str, locale: str, **parts: str) -> str:
    """A text in one locale, filled."""
    return TEXTS[notice][LOCALES.index(locale)].format(**parts)


def programme_name(programme: Programme, locale: str) -> str:
    """What the programme is called in a locale."""
    return programme.name.get(locale) or programme.name.get("en") or programme.code
