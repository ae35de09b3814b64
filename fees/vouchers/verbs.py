"""Sentences of the journal for vouchers."""

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register

register(Verb("vouchers.account_set", _("books to account %(number)s %(name)s, before to %(before)s"), "edit"))
