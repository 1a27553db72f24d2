"""The page to sign up: no password; whoever wants one sets it later."""

from allauth.account.forms import SignupForm


class SignUpForm(SignupForm):
    """allauth's form with our questions (`joining.AboutMe`), the phone first."""

    field_order = ["phone", "name", "unit_name", "is_of_age", "agrees"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields.pop("password1", None)
        self.fields["phone"].required = True
