"""Lines and error mails are masked, whoever wrote them; what is left still tells what happened."""

import logging

import pytest
from django.conf import settings
from django.core import mail

from portal.ground.logs import MaskedFormatter, MaskedMailHandler, masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("to 13912345678.", "to 139****5678."),
        ("+86 139-1234-5678 / 8613912345678 / 0086 139 1234 5678", "139****5678 / 139****5678 / 139****5678"),
        ("id 520302199001011234 and 52030219900101123x", "id [证件号] and [证件号]"),
        ("id 520302900101123", "id [证件号]"),
        ("mail tian.chunlan@example.org", "mail t***@example.org"),
        ("code=012345&next=/desk/", "code=***&next=/desk/"),
        ("{'password': 'a long one', 'csrfmiddlewaretoken': 'abc'}", "{'password': '***', 'csrfmiddlewaretoken': '***'}"),
        ("Authorization: Bearer abc.def", "Authorization: ***"),
        ("Cookie: sessionid=abcdef; csrftoken=xyz", "Cookie: ***; csrftoken=***"),
        ("GET /accounts/password/reset/key/1-abc-def/ 200", "GET /accounts/password/reset/key/***/ 200"),
        ("DETAIL:  Key (phone)=(x) already exists.", "DETAIL:  Key (phone)=(***) already exists."),
        ("DETAIL:  Failing row contains (7, 田春兰, f).", "DETAIL:  Failing row contains (***)."),
    ],
)  # fmt: skip
def test_what_identifies_and_what_opens_doors_is_masked(text, shown):
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24T21:51:06+0800 INFO gunicorn.access 203.0.113.9 \"GET /branches/52030201/\" 200 5419 91ms",
        "Region 520302001001 took 1732485600123 ns; credit code 91520302MA6DKQXX0X",
        "KeyError: 'unit'; the broker answered in 12345678901 ns",
    ],
)  # fmt: skip
def test_what_helps_to_find_a_fault_is_left(text):
    assert masked(text) == text


def test_the_settings_write_and_mail_through_the_masks_only():
    assert settings.LOGGING["root"]["handlers"] == ["console", "mail"]
    assert settings.LOGGING["handlers"]["console"]["formatter"] == "masked"
    assert all(not logger["handlers"] for logger in settings.LOGGING["loggers"].values())


def record(message, error=None):
    told = (type(error), error, None) if error else None
    return logging.LogRecord("portal", logging.ERROR, __file__, 1, message, (), told)


def test_a_traceback_is_masked_with_its_line():
    line = MaskedFormatter("%(message)s").format(record("failed", ValueError("13912345678")))

    assert line == "failed\nValueError: 139****5678"


def test_an_error_mail_tells_place_and_fault_and_comes_once(settings, rf):
    settings.ADMINS = [("", "it@example.org")]
    told = record("Internal Server Error: /desk/", ValueError("13912345678"))
    told.request = rf.post("/desk/?q=13912345678", {"phone": "13912345678", "password": "geheim"})
    handler = MaskedMailHandler()

    for _time in range(3):
        handler.emit(told)

    (sent,) = mail.outbox
    assert "POST /desk/" in sent.body
    assert "ValueError: 139****5678" in sent.body
    assert not any(secret in sent.subject + sent.body for secret in ("13912345678", "geheim"))


def test_a_message_without_an_exception_is_mailed_too(settings, rf):
    settings.ADMINS = [("", "it@example.org")]
    told = record("Service Unavailable: /healthz")
    told.request = rf.get("/healthz")

    MaskedMailHandler().emit(told)

    assert "Service Unavailable: /healthz" in mail.outbox[0].body
