"""Bulk data for load tests and years of figures: files that the real desks could have moved, drawn from one seed.

`stories` draws what happens to one file (pure), `people` makes those who act, `writing` puts a batch into the tables
under every constraint and trigger. docs/decisions/0028-simulate.md says what is left out.
"""
