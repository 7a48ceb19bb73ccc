"""The cities as data: a folder each with its line's numbers, areas, categories and helplines."""

from cities.city import DIMENSIONS, LANGUAGES, Area, Category, City, Helpline, distance_km
from cities.load import CityError, load, of_sender, read_city, read_folder

__all__ = [
    "DIMENSIONS",
    "LANGUAGES",
    "Area",
    "Category",
    "City",
    "CityError",
    "Helpline",
    "distance_km",
    "load",
    "of_sender",
    "read_city",
    "read_folder",
]
