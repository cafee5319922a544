"""From decoded text to structure, one step a module:

lines      physical lines: what is furniture, what is text
headings   how a line begins: ordinals, part labels
titles     lines between documents: titles, dates, contents pages
blocks     paragraphs joined over line and page breaks
pieces     the documents inside one file
tree       which block stands under which
structure  domains, goals, measures
assembly   records with spans, ordinals, names
"""
