"""The widgets of the course, each a pair of files: NAME.py and NAME.js."""
