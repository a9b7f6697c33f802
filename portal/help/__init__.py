"""Help: what it says (YAML and Markdown beside this file), how it is loaded, searched and printed.

facts    what the office's own data put into the texts: hours, telephone, limits
loading  the shipped entries, once; afterwards the table is the truth
pages    entries as groups for the page and the search
guide    the user guide as PDF, kept on disk by its content
"""
