"""``shop``: a console whose draft equals what is in force."""

import pytest

from tests.admin.campaigns.drafting import SHOP, draft
from tests.site import Site


@pytest.fixture
def programme_text() -> str:
    return SHOP


@pytest.fixture
def shop(console: Site) -> Site:
    draft(console)
    return console
