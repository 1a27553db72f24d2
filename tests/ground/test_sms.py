"""The provider's adapter against a service that answers as the real one does."""

import pytest
from django.utils import timezone

from portal.ground import outside, sms
from portal.ground.errors import Refused
from portal.ground.models import TextMessage
from tests.fakes import alibaba_sms

PHONE = "13900000000"


@pytest.fixture
def service(settings, monkeypatch):
    with alibaba_sms.running() as running:
        settings.PORTAL_SMS_BACKEND = "portal.ground.sms.AlibabaSms"
        settings.PORTAL_SMS = {
            "endpoint": f"http://127.0.0.1:{running.server_port}", "key_id": "an-id", "key_secret": alibaba_sms.SECRET,
            "sign_name": "贵阳市科协", "code_template": "SMS_1", "notice_template": "SMS_2",
        }  # fmt: skip
        monkeypatch.setattr(outside, "SECONDS", 0.3)
        yield running


def test_a_code_and_a_notice_go_out_with_their_templates(service):
    sms.backend().send(PHONE, "012345", kind=sms.CODE)
    sms.backend().send(PHONE, "申请已批复 +&=%")

    assert service.sent == [(PHONE, "SMS_1", {"code": "012345"}), (PHONE, "SMS_2", {"notice": "申请已批复 +&=%"})]


@pytest.mark.parametrize("mode", ["broken", "garbled", "slow"])
def test_a_service_that_does_not_answer_properly_is_a_failure(service, mode):
    service.mode = mode

    with pytest.raises(sms.SmsFailed, match="没有应答"):
        sms.backend().send(PHONE, "1")


def test_a_wrong_secret_an_illegal_number_and_the_services_own_limit_are_failures(service, settings):
    with pytest.raises(sms.SmsFailed, match="MOBILE_NUMBER_ILLEGAL"):
        sms.backend().send("17000000000", "1")
    for _ in range(5):
        sms.backend().send(PHONE, "1")
    with pytest.raises(sms.SmsFailed, match="BUSINESS_LIMIT_CONTROL"):
        sms.backend().send(PHONE, "1")
    settings.PORTAL_SMS = settings.PORTAL_SMS | {"key_secret": "wrong"}
    with pytest.raises(sms.SmsFailed, match="SignatureDoesNotMatch"):
        sms.backend().send(PHONE, "1")


@pytest.mark.django_db
def test_a_failure_is_told_in_a_sentence_and_kept_as_a_reason(service):
    service.mode = "broken"

    with pytest.raises(Refused, match="没有发出去"):
        sms.send_now(PHONE, "012345", kind=sms.CODE, now=timezone.now())

    assert "没有应答" in TextMessage.objects.get().reason
