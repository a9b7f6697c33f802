"""What changes the papers; workflow calls these inside its own transactions where a file moves."""
