"""The inbox is personal: no administrator reads it here."""
