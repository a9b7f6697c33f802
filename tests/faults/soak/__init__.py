"""`make soak`: the product under mixed load while its processes die; nothing that was acknowledged may be lost.

town      the whole product as `make run` starts it, in a folder of its own, and what may happen to it
prepare   people with sessions and drafts (a process of its own, which knows the product)
load      what people do over HTTP, and the list of what was acknowledged to them
check     compares that list with the database, the files and the mails (a process of its own)

SOAK_MINUTES is the length (30), SOAK_SEED the dice. The summary goes to docs/faults.md.
"""
