"""One module a question; answers are records with their evidence."""
