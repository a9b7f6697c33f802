"""The shape of what people type: signing in, registering, profile and password."""

from accounts.forms.own_data import CorrectionForm, EmailCodeForm, NewEmailForm, PasswordForm
from accounts.forms.person import PersonFields, ProfileForm, RegistrationForm
from accounts.forms.second_factor import FirstCodeForm, LoginCodeForm, OwnPasswordForm, PasswordAndCodeForm
from accounts.forms.shared import EmailForm, RefusableForm
from accounts.forms.signing_in import ForgotPasswordForm, LoginForm, PinForm

__all__ = [
    "CorrectionForm",
    "EmailCodeForm",
    "EmailForm",
    "FirstCodeForm",
    "ForgotPasswordForm",
    "LoginCodeForm",
    "LoginForm",
    "NewEmailForm",
    "OwnPasswordForm",
    "PasswordAndCodeForm",
    "PasswordForm",
    "PersonFields",
    "PinForm",
    "ProfileForm",
    "RefusableForm",
    "RegistrationForm",
]
