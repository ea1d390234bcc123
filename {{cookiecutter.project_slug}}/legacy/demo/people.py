"""The people who buy: names, and addresses that exist as streets go."""

import random
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    code: str
    phone: str
    first_names: str
    last_names: str
    streets: tuple[str, ...]
    cities: tuple[tuple[str, str], ...]


COUNTRIES = (
    Country(
        "DE",
        "+49",
        "Anna Ben Clara Emil Greta Jonas Jürgen Katrin Lena Lukas Marie Moritz Nele Paul Sabine Uwe",
        "Becker Fischer Hoffmann Klein Köhler Krüger Meyer Müller Neumann Richter Schäfer Vogel Wagner Wolf",
        ("Bahnhofstraße", "Gartenweg", "Hauptstraße", "Lindenallee", "Mühlenweg"),
        (("10115", "Berlin"), ("20095", "Hamburg"), ("50667", "Köln"), ("80331", "München"), ("04109", "Leipzig")),
    ),
    Country(
        "FR",
        "+33",
        "Amélie Antoine Camille Chloé Éric François Hélène Hugo Inès Julien Louise Manon Théo Yves",
        "Bernard Dubois Durand Fontaine Garnier Lefèvre Leroy Martin Moreau Petit Renaud Roux",
        ("rue de la Gare", "rue Victor Hugo", "avenue Jean Jaurès", "place du Marché"),
        (("75011", "Paris"), ("69003", "Lyon"), ("31000", "Toulouse"), ("38000", "Grenoble")),
    ),
    Country(
        "IE",
        "+353",
        "Aoife Brendan Ciara Conor Declan Eoin Maeve Niall Orla Róisín Seán Siobhán",
        "Byrne Doyle Gallagher Kelly Murphy Nolan O'Brien O'Connor O'Sullivan Quinn Ryan Walsh",
        ("Church Street", "Main Street", "Mill Road", "Patrick Street"),
        (("D02 X285", "Dublin"), ("T12 W8KP", "Cork"), ("H91 E2K3", "Galway")),
    ),
    Country(
        "NL",
        "+31",
        "Bram Daan Eva Femke Jasper Lieke Maarten Noor Ruben Sanne Thijs Zoë",
        "Bakker Bos Dekker Hendriks Jansen Kuipers Mulder Smit Visser Vos Willems",
        ("Dorpsstraat", "Kerkstraat", "Molenweg", "Stationsweg"),
        (("1012 JS", "Amsterdam"), ("3011 AD", "Rotterdam"), ("3511 CE", "Utrecht")),
    ),
)


@dataclass(frozen=True)
class Person:
    username: str
    first_name: str
    last_name: str
    email: str
    phone: str
    street: str
    postal_code: str
    city: str
    country: str
    newsletter: bool


def make_person(rng: random.Random, taken: set[str]) -> Person:
    """Make up somebody whose username is not taken yet."""
    country = rng.choice(COUNTRIES)
    first_name, last_name = rng.choice(country.first_names.split()), rng.choice(country.last_names.split())
    postal_code, city = rng.choice(country.cities)
    street, number = rng.choice(country.streets), rng.randint(1, 140)
    username = _free_name(f"{_ascii(first_name)}.{_ascii(last_name)}", taken)
    return Person(
        username=username,
        first_name=first_name,
        last_name=last_name,
        email=f"{username}@example.com",
        phone=f"{country.phone} {rng.randint(10, 99)} {rng.randint(100_0000, 999_9999)}",
        street=f"{number} {street}" if country.code in {"FR", "IE"} else f"{street} {number}",
        postal_code=postal_code,
        city=city,
        country=country.code,
        newsletter=rng.random() < 0.4,
    )


def _free_name(name: str, taken: set[str]) -> str:
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name}{number}"
    taken.add(free)
    return free


def _ascii(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower())
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())
