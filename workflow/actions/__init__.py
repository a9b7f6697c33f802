"""Everything that moves a file; each function is one locked transaction, signing is two."""

from workflow.actions.applicant import resubmit, submit, withdraw
from workflow.actions.moves import act, extend_revision, reject_overdue
from workflow.actions.signing import sign
from workflow.actions.unknown_signature import adopt, ask_signer, declare_unsigned

__all__ = [
    "act",
    "adopt",
    "ask_signer",
    "declare_unsigned",
    "extend_revision",
    "reject_overdue",
    "resubmit",
    "sign",
    "submit",
    "withdraw",
]
