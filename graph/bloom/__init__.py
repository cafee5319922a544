"""The graph in Neo4j Bloom: how its nodes look, and the phrases by which it is searched.

phrases.toml      the search phrases, data
phrases.py        reads them
perspective.py    the file that Bloom imports
queries.py        the same phrases for Neo4j Browser, and docs/cypher.md
"""
