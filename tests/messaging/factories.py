"""Messages for tests."""

import factory

from parkservice.messaging.models import InboxItem, OutboxMessage, ReplyTemplate
from tests.accounts.factories import UserFactory
from tests.parks.factories import ParkFactory


class InboxItemFactory(factory.django.DjangoModelFactory):
    """An unread item about a park."""

    class Meta:
        model = InboxItem

    recipient = factory.SubFactory(UserFactory)
    park = factory.SubFactory(ParkFactory)
    verb = "message.failed"
    subject_kind = "parks.park"
    subject_id = factory.SelfAttribute("park.pk")
    data = factory.LazyFunction(lambda: {"line": "货梯", "to": "w***@example.com"})


class OutboxMessageFactory(factory.django.DjangoModelFactory):
    """A waiting mail."""

    class Meta:
        model = OutboxMessage

    park = factory.SubFactory(ParkFactory)
    to = "lin@example.com"
    subject = "关于您的投诉"
    body = "林女士：您好！\n货梯已修好。谢谢！"
    purpose = "reply"
    key = factory.Sequence(lambda n: f"reply:{n}")


class ReplyTemplateFactory(factory.django.DjangoModelFactory):
    """A template with every placeholder."""

    class Meta:
        model = ReplyTemplate

    park = factory.SubFactory(ParkFactory)
    code = factory.Sequence(lambda n: f"template-{n}")
    language = "zh-hans"
    name_zh = "已受理"
    name_en = "Received"
    category = "complaint"
    outcome = "acknowledged"
    body = "{name}：您好！{matter}（{number}）由{officer}负责，{date}前答复。"
