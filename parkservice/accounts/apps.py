"""People, roles, postings and sign-in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Registers people and hands what they may do to the floors below."""

    name = "parkservice.accounts"
    label = "accounts"
    verbose_name = _("people")

    def ready(self) -> None:
        """Load verbs, checks and the listeners to sign-in; tell ui and journal what they cannot know themselves."""
        from parkservice.accounts import checks, nav, rights, roles, signin, verbs  # noqa: F401
        from parkservice.accounts.saved.source import views_for
        from parkservice.journal.verbs import register_roles
        from parkservice.ui import kept, shell
        from parkservice.ui import nav as ui_nav

        register_roles({role.value: role.label for role in roles.Role})
        ui_nav.set_checker(rights.may_here)
        shell.register_person_line(rights.person_line)
        shell.register_parks(rights.parks_to_switch)
        kept.set_source(views_for)
