"""The service: pages for people and JSON for programs, from the same views."""
