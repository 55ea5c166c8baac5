"""Forms: a token on every one, and messages of WTForms in the visitor's script."""

from __future__ import annotations

from typing import Any

from flask_wtf import CSRFProtect, FlaskForm
from wtforms.i18n import get_translations

from server.web.locales import current_locale

csrf = CSRFProtect()
OF_WTFORMS = {"en": ["en"], "zh_Hans_CN": ["zh"], "zh_Hant_TW": ["zh_TW"]}
"""Names of WTForms' own catalogues; by itself it shows Simplified to readers of Traditional."""


class Form(FlaskForm):
    """The base of every form."""

    class Meta(FlaskForm.Meta):
        """Adds the visitor's language."""

        def get_translations(self, form: Any) -> Any:
            """WTForms' messages in the current locale."""
            return get_translations(OF_WTFORMS[current_locale()])
