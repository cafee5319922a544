"""What a passage says: owners, mentions of departments, cited instruments, numeric targets."""
