"""Provinces to villages: names, codes, centroids, the cascade of four selects, place checks and our own map.

sources.py   reads the two packaged data sets (no Django)
loading.py   writes them into the tables
choices.py   what a form with an address needs to know about levels
forms.py     RegionFields, CoordinateField
places.py    nearest village, is it Indonesia, is it the sea
boundary.py  the hand-drawn ring around Indonesia (no Django)
geojson.py   the base layer of the map
"""
