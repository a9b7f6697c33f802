"""Stored bytes without an owner: what comes in is checked, what goes out is handed over safely.

names.py      a file name typed by anybody -> one that is safe to show and to send
content.py    the content decides what a file is; disguises and double-faced files are refused
pictures.py   pictures are really opened, bombs are not
scanning.py   the hook for a virus scanner (settings.FILE_SCANNER)
opening.py    a PDF is opened and a thumbnail drawn in a process of its own (rendering.py)
actions.py    store(), store_bytes()
uploading.py  uploads in parts that survive a lost connection (tus)
thumbnails.py small pictures of documents, drawn by a worker
sweeping.py   files and rows that nobody points at
handover.py   the answer that carries a file (the caller has asked whether the person may read it)
"""
