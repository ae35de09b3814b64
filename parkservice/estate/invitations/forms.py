"""Forms of invitations: name somebody new, and take an invitation up."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import User
from parkservice.estate.forms import TITLES
from parkservice.estate.models import DEFAULT_LANGUAGE, ContactPerson
from parkservice.kit.phones import PhoneField
from parkservice.kit.text import LineField
from parkservice.ui.fields import widget_attributes
from parkservice.ui.forms import Form, FormIdMixin, Segments


class InviteForm(FormIdMixin, Form):
    """Somebody of a customer who gets an account: by mail, or by a link that is handed over."""

    name = LineField(label=_("Name"), max_length=60)
    title = forms.ChoiceField(label=_("Form of address"), choices=TITLES, required=False)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Left empty, you get a link and a QR code to hand over.")
    )
    phone = PhoneField(label=_("Phone"), required=False)
    position = LineField(label=_("Job title"), max_length=60, required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, initial=DEFAULT_LANGUAGE, widget=Segments
    )
    may_invite = forms.BooleanField(
        label=_("May invite colleagues"),
        required=False,
        help_text=_("Signed in, this person invites others of this customer to accounts, and ends their access."),
    )

    def __init__(self, *args: Any, by_staff: bool, **kwargs: Any) -> None:
        """Only staff say who may invite others."""
        super().__init__(*args, **kwargs)
        if not by_staff:
            del self.fields["may_invite"]


class TakeUpForm(Form):
    """User name and password of the one who was invited."""

    username = widget_attributes(
        LineField(
            label=_("User name"),
            max_length=40,
            help_text=_("For signing in: small Latin letters, digits, dot or hyphen."),
        ),
        autocapitalize="none",
        autocomplete="username",
        spellcheck="false",
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters; a sentence that only you know is easiest."),
    )
    password_again = forms.CharField(
        label=_("Password once more"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=Segments)

    def __init__(self, *args: Any, contact: ContactPerson, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contact = contact

    def clean_username(self) -> str:
        """Small letters; the rule of the model is told beside the field."""
        username = self.cleaned_data["username"].lower()
        User.username.field.run_validators(username)
        if User.objects.filter(username=username).exists():
            raise ValidationError(_("This user name is taken. Choose another one."))
        return str(username)

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same, and good enough for this person."""
        given = super().clean() or self.cleaned_data
        password = given.get("password", "")
        if password and given.get("password_again") and given["password_again"] != password:
            self.add_error("password_again", _("The two passwords differ. Type the same one twice."))
        elif password:
            self._judge(password, given.get("username", ""))
        return given

    def _judge(self, password: str, username: str) -> None:
        contact = self.contact
        try:
            validate_password(password, User(username=username, name=contact.name, email=contact.email))
        except ValidationError as error:
            self.add_error("password", error)
