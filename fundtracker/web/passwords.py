"""A password in a form, typed twice so that it is what was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import PasswordField

from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.users.errors import PasswordTooCommon, PasswordTooLong, PasswordTooShort
from fundtracker.web.forms import Form

if TYPE_CHECKING:
    from fundtracker.errors import Refusal

# Beside which field a refusal of a new password stands.
PASSWORD_FAULTS: dict[type[Refusal], str] = {
    PasswordTooShort: "password",
    PasswordTooLong: "password",
    PasswordTooCommon: "password",
}


class Twice(Form):
    """A form with a new password."""

    password = PasswordField(
        lazy_gettext("Password"),  # type: ignore[arg-type] # a lazy text is one
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        lazy_gettext("The same once more"),  # type: ignore[arg-type]
        render_kw={"autocomplete": "new-password"},
    )

    def is_same(self) -> bool:
        """Tell whether both are the same; where not, the form is shown again."""
        if self.password.data == self.again.data:
            return True
        self.again.errors = [_("This is not the same password.")]
        self.status = 422
        return False
