"""What one person may ask of us about their data (UU 27/2022, pasal 5-9): to know it, to take it along.

gather.py   everything that the service holds about a person, as plain data
packing.py  the same and the files as one ZIP
"""
