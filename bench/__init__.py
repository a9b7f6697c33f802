"""`make bench`: each speed goal, measured against a baseline in the same run.

rows.py    what a row is: id, subject, baseline, ratio, goal; the arithmetic
rounds.py  subject and baseline in turns
house.py   servers of the bench's own, on free loopback ports
data.py    databases of 1,000, 10,000 and 1,000,000 files, made by SQL with triggers off, kept under var/bench
bare.py    the baselines: the least that Django and SQL can do for the same work
pages.py   P1 P2 P20 P21 P22 P23      sql.py   P3 P4 P5 P6      papers.py   P10 P11 P12
report.py  docs/benchmarks.md
"""
