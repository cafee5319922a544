"""From files to plans: readers, lines, outline, extractors. Imports only `graph`."""
