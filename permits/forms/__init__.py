"""The forms of this room.

editing    what a step of the form works on: the file, its version in work, what a revision unlocks
sections   the shared ground of the step forms
people     Data Pemohon (with the represented person) and Data Perusahaan
place      Lokasi Izin
details    Data Detail, built from the catalogue
start      choosing a permit type
library    File Saya
"""
