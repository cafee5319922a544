"""A comparison as files: Markdown, CSV for Excel, Word. Each shows one `sheet`, and cites its sources."""
