"""The catalogue of permit types.

schema     what a permit type is (frozen dataclasses)
mistakes   a mistake named by file, line and field
reading    YAML with line numbers
nodes      a cursor over what was read, which notes mistakes and unknown keys
parsing    plain data -> PermitSpec, with its helpers standards (document, sections, flow) and routes
checks     what must agree between the parts of an edition
placeholders  the {words} a permit letter may hold, and how values are printed
loading    files -> database (the only module here that knows the models)
data/      one YAML file per permit type
"""
