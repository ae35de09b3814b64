"""Papers and attachments for tests. A park stands in for the record that they belong to."""

from typing import Any

import factory

from parkservice.paperwork.models import Attachment, Paper
from parkservice.paperwork.uploads import attach, clean_files
from tests.paperwork.pictures import picture, upload
from tests.parks.factories import ParkFactory

REGISTER = {
    "received_at": "2026-04-01 09:12",
    "complainant": "林女士",
    "content": "1 号货梯有异响。",
    "officer": "李样例",
}


class PaperFactory(factory.django.DjangoModelFactory):
    """A valid paper about a park."""

    class Meta:
        model = Paper

    park = factory.SubFactory(ParkFactory)
    kind = "complaint_register"
    number = factory.Sequence(lambda n: f"TS-2026-{n:06d}")
    subject_kind = "parks.park"
    subject_id = factory.SelfAttribute("park.pk")
    data = factory.LazyFunction(lambda: dict(REGISTER))


def attachment(park: Any, *, content: bytes = b"", name: str = "lift.jpg", public: bool = True) -> Attachment:
    """A stored photo that belongs to a park."""
    files = clean_files([upload(content or picture(), name)])
    return attach(subject=park, park=park, files=files, actor=None, public=public)[0]
