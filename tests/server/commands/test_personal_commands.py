"""What a person may ask for, on the command line: everything that is kept, to be forgotten; and keys that change."""

import zipfile

import pytest
from cryptography.fernet import Fernet

from server.fields import secret_keyring
from server.settings import DEFAULT_SECRET

TOLD = {"email": "ada@example.com", "phone": "13900000000"}


@pytest.fixture
def ada(till, coalition):
    """A member with points, told of with the keyring of development."""
    coalition.edge.intake.keyring = secret_keyring(DEFAULT_SECRET)
    assert till.post(till.event("member.joined", member="A", attributes=TOLD)).status_code == 200
    assert till.post(till.purchase("100.00", member="A")).status_code == 200


def test_an_export_holds_the_member_and_is_never_written_over(tandem, ada, tmp_path):
    file = tmp_path / "a.zip"

    assert "rows of" in tandem("member", "export", "SHOP/A", str(file))

    assert b"ada@example.com" in zipfile.ZipFile(file).read("json/profile.json")
    assert "never overwrites" in tandem("member", "export", "SHOP/A", str(file), code=1)


@pytest.mark.parametrize("name, says", [("SHOP/NOBODY", "no member NOBODY at SHOP"), ("A", "PARTNER/NUMBER")])
def test_an_export_of_nobody_leaves_no_file(tandem, ada, tmp_path, name, says):
    assert says in tandem("member", "export", name, str(tmp_path / "a.zip"), code=1)

    assert not list(tmp_path.glob("a.zip*"))


def test_a_member_with_points_is_erased_only_when_they_may_lapse(tandem, ada):
    assert "still has 100 PTS" in tandem("member", "erase", "SHOP/A", "--by", "eve", code=1)

    assert "100 PTS lapsed" in tandem("member", "erase", "SHOP/A", "--by", "eve", "--forfeit")
    assert "no member A at SHOP" in tandem("member", "erase", "SHOP/A", "--by", "eve", code=1)


def test_keys_are_rotated_step_by_step(tandem, ada, monkeypatch):
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    assert "0 words sealed anew" in tandem("keys", "rotate")

    for given in (old, f"{new},{old}"):
        monkeypatch.setenv("TANDEM_FIELD_KEYS", given)
        assert "2 words sealed anew" in tandem("keys", "rotate")
    monkeypatch.setenv("TANDEM_FIELD_KEYS", new)
    assert "0 words sealed anew" in tandem("keys", "rotate")
    monkeypatch.setenv("TANDEM_FIELD_KEYS", old)
    assert "2 words cannot be opened" in tandem("keys", "rotate", code=1)
