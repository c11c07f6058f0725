"""The book's own Sphinx extensions: whole pages, useful outputs, and the claims ledger."""
