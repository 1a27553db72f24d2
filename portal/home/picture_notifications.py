"""What is said about pictures to whoever brought them."""

from django.urls import reverse

from portal.ground import attachments, outbox

MAIL = "home/mail/"


def _to_bringer(name, picture):
    title, _url = attachments.describe([picture])[picture.pk]
    key = f"{name.replace('_', '-')}:{picture.pk}:{picture.looked_at:%Y%m%d%H%M%S%f}"
    outbox.notify(
        MAIL + f"{name}.txt", to=[picture.uploaded_by], key=key, context={"picture": picture, "title": title},
        url=reverse("home"),
    )  # fmt: skip


def picture_approved(picture):
    _to_bringer("picture_approved", picture)


def picture_hidden(picture):
    _to_bringer("picture_hidden", picture)
