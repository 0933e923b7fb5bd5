"""What operators read of the counted: periods, figures, files. Nothing of the page is in it."""
