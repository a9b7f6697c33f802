"""Signatures on permits: one module per signer, `registry.signer()` gives the one the settings name.

    base       the promise (Signer), its errors, the signature field's name
    authority  the demonstration authority, made on first run
    stamp      the picture of the visible signature
    local      a key in a PKCS#12 file (demo or the office's own), PAdES by pyHanko
    bsre       the national provider, asked over HTTP (e-Sign API v1 and v2)
    answers    is what came back our letter, signed, and nothing else?
    registry   which signer, whose sentence, which roots are trusted
    verify     what a PDF's signature is worth, without the network

Callers start at `registry.signer()` or `registry.remote()`, and at `verify.check_signature()`.
"""
