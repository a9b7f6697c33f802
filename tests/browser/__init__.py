"""Both SOPs walked in a real browser: real server, database, broker, worker, SMTP, files and signatures."""
