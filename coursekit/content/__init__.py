"""What the lessons say through the kit: exercises by lesson, and the claims of the notes."""
