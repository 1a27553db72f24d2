"""What is typed when records are merged or told apart."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Person


class MergeForm(forms.Form):
    """Which of the two is kept, and what the decision rests on."""

    keep = forms.ModelChoiceField(Person.objects.none(), to_field_name="public_id", widget=forms.HiddenInput)
    evidence = forms.CharField(
        label=_("依据"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("您怎样确认是同一个人，如“电话核实本人”“当面查验身份证”。"),
    )  # fmt: skip

    def __init__(self, *args, people, **options):
        super().__init__(*args, **options)
        self.fields["keep"].queryset = Person.objects.filter(pk__in=[person.pk for person in people])
