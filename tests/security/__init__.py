"""What docs/security.md promises, held against the running code."""
