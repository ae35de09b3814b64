"""The sentence of the journal about posters."""

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register

register(Verb("posters.printed", _("printed posters with the code of the complaint form: %(place)s, %(count)s"), "qr"))
