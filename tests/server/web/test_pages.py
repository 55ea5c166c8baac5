"""The page for an address where nothing is, as people meet it."""

import pytest

from tests.site import open_site

NOTHING = {"en": "There is nothing", "zh-CN": "此地址没有内容", "zh-TW": "此網址沒有內容", "zh-HK": "此網址沒有內容"}


@pytest.fixture
def site(settings, engine, tmp_path):
    with open_site(settings, engine, tmp_path) as site:
        yield site


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("locale", NOTHING)
def test_an_address_without_a_page_says_so_in_the_visitors_script(site, locale):
    answer = site.visitor(accept_language=locale).get("/nowhere")

    assert answer.status_code == 404
    assert NOTHING[locale] in answer.text
