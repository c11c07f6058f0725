"""The book's own Sphinx extensions: pages that ask no other host, and outputs that stay useful."""
