"""Search by meaning and by word. Imports only `graph`."""
