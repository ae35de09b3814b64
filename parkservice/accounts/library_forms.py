"""The forms of the sign-in library in our words: a label, help and error as everywhere, no text inside the fields."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm as TOTPForm
from allauth.mfa.webauthn import forms as keys
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("User name"),
    "password": _("Password"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("New password once more"),
    "email": _("E-mail"),
    "code": _("Code"),
    "name": _("Name of the key"),
    "passwordless": _("Sign in with this key alone, without a password"),
}
HELP = {
    "password1": _("At least 10 characters, not like your name, and none that everybody uses."),
    "passwordless": _("The key then asks for fingerprint, face or PIN."),
}


class Plain:
    """Labels and help of ours; placeholders and links inside fields go."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label = LABELS.get(name, field.label)
            field.help_text = HELP.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class SignInForm(Plain, account.LoginForm):
    """User name and password."""


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    """The password once more."""


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    """Present and new password."""


class SetPasswordForm(Plain, account.SetPasswordForm):
    """A password where there was none."""


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    """The address that a link is sent to."""


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):
    """The new password behind a link."""


class AuthenticateForm(Plain, mfa.AuthenticateForm):
    """The second factor at sign-in."""


class ReauthenticateCodeForm(Plain, mfa.ReauthenticateForm):
    """The second factor once more."""


class AddKeyForm(Plain, keys.AddWebAuthnForm):
    """A new passkey or security key."""


class RenameKeyForm(Plain, keys.EditWebAuthnForm):
    """Another name for a key."""


class ActivateTOTPForm(Plain, TOTPForm):
    """The first code of a new authenticator app."""
