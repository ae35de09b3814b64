"""What a person is told by mail about their own account."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from parkservice.accounts import post
from parkservice.accounts.models import User
from parkservice.parks.models import Park

SUBJECT = _("Your e-mail address was changed")
BODY = _(
    "%(name)s, your account for %(park)s now has another e-mail address. Nothing more is sent to this one.\n\nWas this"
    " not agreed with you? Tell your manager at once, and change your password."
)


def tell_old_address(*, user: User, park: Park, actor: User, key: str) -> None:
    """Tell the address that is still written in `user`, in the person's language."""
    with override(user.language or settings.LANGUAGE_CODE):
        body = str(BODY) % {"name": user.address, "park": park.name}
        post.write(user=user, park=park, subject=str(SUBJECT), body=body, key=key, sender=actor)
