"""The graph: records, schema, vocabularies, stores and exports. Imports none of our other packages."""
