"""Proving something by a code, with allauth's own counting of time and tries: a new number, or that it is oneself."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.models import EmailAddress
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from portal.ground import sms

SECONDS, TRIES = 900, 3


class Proof(AbstractCodeVerificationProcess):
    """A code on its way, kept in the session under `KEY` of the kind of proof."""

    KEY = ""

    def __init__(self, request, state):
        self.request = request
        super().__init__(max_attempts=TRIES, timeout=SECONDS, state=state)

    @classmethod
    def of(cls, request):
        """The proof this browser is at, or None."""
        state = request.session.get(cls.KEY)
        return cls(request, state).abort_if_invalid() if state else None

    def persist(self):
        self.request.session[self.KEY] = self.state

    def abort(self):
        self.request.session.pop(self.KEY, None)

    def send(self):
        """A new code to the number or address; Refused when a text message cannot be sent now."""
        self.state["code"] = get_adapter().generate_login_code()
        if self.state.get("phone"):
            sms.send_now(self.state["phone"], self.state["code"], kind=sms.CODE, now=timezone.now())
        else:
            context = {"code": self.state["code"]}
            get_adapter().send_mail("members/mail/own_code", self.state["email"], context)
        self.persist()

    def accepts(self, typed):
        """Is it the code? A wrong one counts."""
        if constant_time_compare(typed, self.code):
            return True
        self.record_invalid_attempt()
        return False


class NewNumber(Proof):
    """That a number nobody has yet is in somebody's hand."""

    KEY = "recovery_phone"


class Oneself(Proof):
    """That whoever sits here is who signed in: for what cannot be taken back."""

    KEY = "own_proof"

    @classmethod
    def begin(cls, request):
        """Send a code to the person's proved number, else to their proved address."""
        person = request.user
        proved = person.phone if person.phone_verified_at else ""
        address = "" if proved else EmailAddress.objects.filter(user=person, verified=True).order_by("-primary").first()
        email = address.email if address else None
        cls(request, cls.initial_state(user=person, phone=proved or None, email=email)).send()
