"""Everything that moves a file; each function is one locked transaction, signing is two."""

from workflow.actions.applicant import resubmit, submit, withdraw
from workflow.actions.moves import act, extend_revision, reject_overdue
from workflow.actions.signing import sign

__all__ = ["act", "extend_revision", "reject_overdue", "resubmit", "sign", "submit", "withdraw"]
