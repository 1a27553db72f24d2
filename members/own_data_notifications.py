"""What is said about one's own data, and about an account one closed."""

from django.urls import reverse

from portal.ground import outbox
from portal.ground.models import Delivery

from .notifications import MAIL, chosen


def own_data_ready(person, report, days):
    """The archive can be fetched; the message holds no link of its own, the page asks who one is."""
    outbox.notify(
        MAIL + "own_data_ready.txt", to=[person], key=f"own-data-ready:{report.pk}", context={"days": days},
        url=reverse("my_privacy"), also=chosen,
    )  # fmt: skip


def account_closed(person, days):
    """The last message: by e-mail when there is an address, for nobody signs in any more."""
    outbox.notify(
        MAIL + "account_closed.txt", to=[person], key=f"account-closed:{person.pk}", context={"days": days},
        channels=(Delivery.Channel.EMAIL,),
    )  # fmt: skip
