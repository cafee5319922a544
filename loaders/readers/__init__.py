"""Readers: from a file's bytes to decoded text, one module a format."""
