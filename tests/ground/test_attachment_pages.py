"""Attachments in the browser: for whom, under which headers, in lists and forms; and requests that are too much."""

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse

from portal.ground.files import inspection
from portal.ground.models import Attachment
from portal.ground.uploads import FilesField
from tests.entering import enter
from tests.ground.uploaded import bytes_of, keep, opened, pdf, picture, upload

pytestmark = pytest.mark.django_db


def test_a_file_is_served_to_its_readers_only(owner, client):
    attachment = keep(owner, picture())
    for name in ("attachment_file", "attachment_preview"):
        address = reverse(name, args=[attachment.public_id])
        assert client.get(address).url.startswith("/accounts/login/")
        assert client.get(reverse(name, args=["unknown"])).url.startswith("/accounts/login/")
    for name in ("attachment_file", "attachment_preview"):
        address = reverse(name, args=[attachment.public_id])
        assert enter(client, owner.huichuan).get(address).status_code == 404
        assert client.get(reverse(name, args=["unknown"])).status_code == 404
        assert enter(client, owner.official).get(address).getvalue()
        assert client.post(address).status_code == 405
        client.logout()


def test_a_file_is_served_as_something_to_save_and_never_to_run(owner, client):
    attachment = keep(owner, picture("PNG", mode="RGBA", colour=(1, 2, 3, 4)), "证明 “甲”.png")
    response = enter(client, owner.worker).get(reverse("attachment_file", args=[attachment.public_id]))

    assert b"".join(response.streaming_content) == bytes_of(attachment)
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E8%AF%81%E6%98%8E")
    assert response["Content-Type"] == "image/png"
    preview = client.get(reverse("attachment_preview", args=[attachment.public_id]))
    assert opened(b"".join(preview.streaming_content)).format == "JPEG"
    assert preview["Content-Type"] == "image/jpeg"
    for answer in (response, preview):
        assert answer["Content-Security-Policy"] == "default-src 'none'"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"].startswith("private")
    assert "default-src 'self'" in client.get(reverse("notice_list"))["Content-Security-Policy"]


def test_a_paper_has_no_preview(owner, client):
    attachment = keep(owner, pdf())

    address = reverse("attachment_preview", args=[attachment.public_id])
    assert enter(client, owner.worker).get(address).status_code == 404


def test_a_file_is_removed_from_its_list(owner, client):
    attachment = keep(owner, picture())
    address = reverse("remove_attachment", args=[attachment.public_id])

    assert enter(client, owner.huichuan).post(address).status_code == 404
    assert enter(client, owner.official).post(address).status_code == 403
    assert Attachment.objects.exists()
    response = enter(client, owner.worker).post(address, {"next": "/desk/"})
    assert response.url == "/desk/"
    assert not Attachment.objects.exists()
    assert client.post(address).status_code == 404


def test_the_list_shows_what_there_is_and_offers_removal_to_whoever_may(owner, rf):
    kept = [keep(owner, picture(), "<b>照片.jpg"), keep(owner, pdf(), "章程.pdf", label="章程")]
    request = rf.get("/desk/?a=1")
    page = render_to_string("_attachments.html", {"attachments": kept, "may_change": True}, request)
    assert page.count("<img") == 1
    assert page.count("删除</button>") == 2
    assert "<b>" not in page
    assert 'value="/desk/?a=1"' in page

    page = render_to_string("_attachments.html", {"attachments": kept}, request)
    assert "删除</button>" not in page
    assert "还没有附件" in render_to_string("_attachments.html", {"attachments": []}, request)


def test_the_field_takes_several_files_and_says_when_they_are_too_many_or_too_large(settings):
    settings.PORTAL_ATTACHMENT_SIZE, settings.PORTAL_ATTACHMENT_COUNT = settings.MEGABYTE, 2
    field = FilesField(required=False)
    assert field.clean([]) == []
    assert [one.name for one in field.clean([upload(b"x", "a.jpg"), upload(b"y", "b.pdf")])] == ["a.jpg", "b.pdf"]
    with pytest.raises(ValidationError, match="最多选择 2 个"):
        field.clean([upload(b"x")] * 3)
    with pytest.raises(ValidationError, match="超过 1 MB"):
        field.clean([upload(bytes(settings.MEGABYTE + 1))])
    with pytest.raises(ValidationError, match="空"):
        field.clean([upload(b"")])
    with pytest.raises(ValidationError, match="必填"):
        FilesField().clean([])
    assert "multiple" in field.widget.render("files", None)
    assert "image/jpeg" in field.widget.render("files", None)
    assert field.help_text == inspection.ACCEPTED


class Unread:
    """A body nobody may touch."""

    def read(self, *arguments):
        raise AssertionError("the body was read")

    readline = read


def test_a_body_too_large_is_refused_unread(client, settings):
    settings.PORTAL_REQUEST_SIZE = settings.MEGABYTE

    def announce(size):
        form = "application/x-www-form-urlencoded"
        body = {"CONTENT_LENGTH": str(size), "wsgi.input": Unread()}
        return client.generic("POST", reverse("account_login"), "x", form, **body)

    response = announce(settings.MEGABYTE + 1)

    assert response.status_code == 413
    assert "合计不能超过 1 MB" in response.content.decode()
    assert "default-src 'self'" in response["Content-Security-Policy"]
    with pytest.raises(AssertionError, match="was read"):
        announce(settings.MEGABYTE)


def test_too_much_typed_text_is_met_with_the_same_page(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    response = client.post(reverse("account_login"), {"login": "x" * 20})

    assert response.status_code == 413
    assert "上传的内容太大" in response.content.decode()


def test_a_request_nobody_understands_is_met_with_a_page(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    response = client.post(reverse("account_login"), {"a": 1, "b": 2, "c": 3})

    assert response.status_code == 400
    assert "请求有误" in response.content.decode()


def test_somebody_who_tries_too_often_is_told_to_wait(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/7s/ip"}
    for _ in range(2):
        response = client.post(reverse("account_login"), {"login": "a", "password": "b"}, REMOTE_ADDR="198.51.100.7")

    assert response.status_code == 429
    assert "操作太频繁" in response.content.decode()
    assert "default-src 'self'" in response["Content-Security-Policy"]
