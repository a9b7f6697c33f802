"""The forms of this room: one per move of a desk (moves), and those beside the moves."""

from workflow.forms.applicant import TrackingForm, WithdrawForm
from workflow.forms.base import NOTE_LENGTH, REMARK_LENGTH, MoveForm
from workflow.forms.drafting import DraftForm
from workflow.forms.moves import FORMS, ReturnForm, form_for
from workflow.forms.overdue import ExtendForm, RejectOverdueForm
from workflow.forms.signing import AdoptForm, AskForm, BatchPassphraseForm, DeclareForm

__all__ = [
    "FORMS",
    "NOTE_LENGTH",
    "REMARK_LENGTH",
    "AdoptForm",
    "AskForm",
    "BatchPassphraseForm",
    "DeclareForm",
    "DraftForm",
    "ExtendForm",
    "MoveForm",
    "RejectOverdueForm",
    "ReturnForm",
    "TrackingForm",
    "WithdrawForm",
    "form_for",
]
