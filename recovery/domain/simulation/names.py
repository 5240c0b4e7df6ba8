"""Invented people: names put together from many languages, and how to reach them."""

import unicodedata
from random import Random

_FIRST_NAMES = (
    "Amina Beatriz Chiara Dalia Elif Farida Greta Hana Ingrid Jasmin Keiko Leila Maren Nadia Olga Paloma Quynh Rosa "
    "Saoirse Tamar Uma Valeria Wanjiru Xiomara Yara Zofia Adaeze Bianca Camille Deepa Esther Freya Gloria Hye-jin Inés "
    "Joyce Kavita Lucía Mireille Noor Oksana Petra Ruth Sunita Thandiwe Ursula Verónica Yasmin Andrés Bilal Carlos "
    "Dmitri Emeka Felix Giorgos Hamid Ivo João Kwame Lars Mateo Nikhil Omar Pavel Rafael Stefan Tariq Viktor Wei Yan"
)


_LAST_NAMES = (
    "Abebe Almeida Andersen Bakker Banerjee Barzani Becker Chaudhry Chen Costa Dąbrowski Delgado Demir Diallo Dubois "
    "Eriksen Esposito Farouk Ferreira Fischer García Georgiou Haddad Hansen Hoang Horvat Ibrahim Ivanova Jansen "
    "Kamau Kaplan Katz Kim Kowalski Kumar Larsen Lindgren Lopez Maalouf Mbeki Mendes Moreau Mwangi Nakamura Ndiaye "
    "Nguyen Novák O'Brien Odhiambo Ortiz Park Patel Petrov Popescu Quispe Rahman Reyes Rossi Sato Schmidt Silva Singh "
    "Sokolova Suzuki Tadesse Tanaka Toma Torres Vandermeer Vargas Vasquez Wagner Weber Yilmaz Zhang Zulu"
)


_FIRST = _FIRST_NAMES.split()
_LAST = _LAST_NAMES.split()
_SKIN_TYPES = ("I", "II", "III", "IV", "V", "VI", None)
_SKIN_TYPE_WEIGHTS = (4, 20, 24, 16, 12, 8, 16)
_ONLY_TELEPHONE = 0.35
_AGE_NOT_ASKED = 0.05


def draw_name(rng: Random) -> str:
    """A first and a last name."""
    return f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"


def draw_contact(rng: Random, name: str) -> str:
    """An e-mail address at example.com, or a telephone number of those set aside for fiction (555-0100 to 0199)."""
    if rng.random() < _ONLY_TELEPHONE:
        return f"+1 {rng.randint(201, 989)} 555 01{rng.randint(0, 99):02d}"
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in decomposed if c.isascii() and (c.isalpha() or c in " -"))
    return f"{letters.replace(' ', '.')}@example.com"


def draw_year_of_birth(rng: Random, year: int) -> int | None:
    """The year of birth of somebody who has skin tightened in `year`; None where it was not asked."""
    return None if rng.random() < _AGE_NOT_ASKED else year - round(rng.triangular(22, 78, 47))


def draw_skin_type(rng: Random) -> str | None:
    """A Fitzpatrick skin type; None where it was not asked."""
    return rng.choices(_SKIN_TYPES, _SKIN_TYPE_WEIGHTS)[0]
