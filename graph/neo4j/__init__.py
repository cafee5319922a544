"""The server store: the graph in a Neo4j 5.26 or later, beside whatever others keep there.

connection the driver, and what its failures mean to a user
statements the Cypher of names, rules and reading; `push_statements` that of a push
packing    how values are held as properties and come back identical
indexes    constraints and indexes
view       what readers see
search     what the server's vector and full-text indexes find (`search_statements`, `search_writer`)
owners     whose each part of the graph is, and what stands for what it says
difference what a part of the graph and what the server has of it differ in
work       the owners that a push has to compare
batches    rows gathered into transactions
turns      one push at a time
push       the graph of a store put onto a server
"""

from __future__ import annotations

from graph.neo4j.connection import Server
from graph.neo4j.owners import Vectors
from graph.neo4j.push import Beside, PushReport, push
from graph.neo4j.view import Neo4jView

__all__ = ["Beside", "Neo4jView", "PushReport", "Server", "Vectors", "push"]
