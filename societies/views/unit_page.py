"""The page on which somebody asks for a unit to become a member: its forms, filled with what was said, and what its button does."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from members import actions, applying, reviews
from members.models import Application
from portal.ground import attachments
from portal.ground.errors import Refused

from ..forms import BesideForm, ChoiceOfClassForm, PapersForm
from ..unit_forms import UnitForm, UnitSaidForm
from .join_page import submitted_words, way_in

SAID_OF_UNIT = ("name", "credit_code", "kind", "region_code")


class UnitPage:
    """`application` is one that was returned, or None while nothing has been handed in."""

    def __init__(self, request, society, member_class, application):
        self.request, self.society, self.member_class, self.application = request, society, member_class, application
        data, files = request.POST or None, request.FILES or None
        told = (
            {name: getattr(application, name) for name in ("years", "reason", "former_number")} if application else {}
        )
        self.unit = UnitForm(data, initial=self._unit())
        said = UnitSaidForm.shown(application.of_unit) if application else {}
        self.said = UnitSaidForm(data, initial=said, most=member_class.representatives)
        self.choice = ChoiceOfClassForm(data, initial=told, member_class=member_class)
        self.beside = BesideForm(data, initial=told)
        self.papers = PapersForm(data, files, asked=member_class.papers)
        self.forms = (self.choice, self.unit, self.said, self.papers, self.beside)
        self.refusal = ""

    def _unit(self):
        """The unit of what was returned, else the one on the person's own record."""
        unit = self.application.unit if self.application else self.request.user.unit
        if unit:
            return {name: getattr(unit, name) for name in SAID_OF_UNIT} | {"region_code": unit.region_code[:6]}
        return {"name": self.request.user.unit_text}

    def answer(self):
        """Where to go on to; None when something has to be mended on this page."""
        if sum(not form.is_valid() for form in self.forms):  # every form says what is wrong with it
            return None
        try:
            application = actions.apply_for_unit(
                self.society.organisation, self.unit.cleaned_data, self.said.said(), **self.choice.chosen(),
                **self.beside.cleaned_data, papers=self.papers.papers(), by=self.request.actor, now=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            self.refusal = str(refusal)
            return None
        messages.success(self.request, submitted_words(application))
        return redirect("my_application", application.public_id)

    def context(self):
        brought = attachments.of(applying.OWNER, self.application.public_id) if self.application else []
        titles = {one.label for one in brought}
        return {
            "chosen": self.member_class, "choice": self.choice, "unit": self.unit, "said": self.said,
            "beside": self.beside, "refusal": self.refusal, "application": self.application, "attachments": brought,
            "papers": [(field, field.label in titles) for field in self.papers], "may_change": bool(brought),
            "returned": reviews.returned(self.application) if self.application else None,
            "way": way_in(self.society.organisation),
        }  # fmt: skip


def returned_application(organisation, person):
    """What somebody handed in for a unit and got back, or None."""
    mine = Application.objects.filter(organisation=organisation, applicant=person, state=Application.State.RETURNED)
    return mine.exclude(unit=None).select_related("unit", "of_unit", "member_class").order_by("-pk").first()
