"""Provinces to villages: names, codes, centroids, the cascade of four selects, place checks and our own map.

sources.py   reads the two packaged data sets (no Django)
loading.py   writes them into the tables
choices.py   what a form with an address needs to know about levels
forms.py     RegionFields, CoordinateField
places.py    nearest village, is it Indonesia, is it the sea
coordinates.py  decimal degrees, or minutes and seconds (no Django)
geocoder.py  addresses from the geocoder that the office has chosen
tiles.py     the origin of the map's pictures (no Django)
boundary.py  the hand-drawn ring around Indonesia (no Django)
geojson.py   the base layer of the map
"""
