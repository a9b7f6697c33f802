"""How a file moves.

engine   pure: which moves a desk may make and what each opens next
models   steps, history, seals, checklists, advice, meetings
actions  submit, act, resubmit, sign: one locked transaction per move
history  the append-only chain and its daily seal
tracking the timeline and its clock, for the owner, staff and strangers
"""
