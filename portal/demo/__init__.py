"""Demo people, their documents and applications at every stage, made by the same actions that people use.

people      who, with which roles                    past      moments before now, inside office hours
letters     small real PDFs                          pictures  small real drawings and photographs
library     File Saya of the two applicants          stories   what happened to each application, from YAML
walking     lets the actions tell one story          told      fills inboxes; no old mail goes out
loading     all of it, once, however often it runs
"""
