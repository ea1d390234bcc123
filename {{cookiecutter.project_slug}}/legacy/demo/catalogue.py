"""The shelves of a shop for outdoor gear, and what stands on them."""

import random
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal


@dataclass(frozen=True)
class Kind:
    """A kind of article: what it costs in the cheapest series, and what it weighs."""

    name: str
    price: int
    weight_kg: float


@dataclass(frozen=True)
class Shelf:
    """A category with articles; `praise` and `complaints` are what reviews say of them."""

    name: str
    prefix: str
    kinds: tuple[Kind, ...]
    preparation: timedelta
    praise: tuple[str, ...]
    complaints: tuple[str, ...]


@dataclass(frozen=True)
class Series:
    name: str
    price_factor: float
    purpose: str


SERIES = (
    Series("Tarn", 1.0, "for weekends and the first tours"),
    Series("Alder", 1.15, "for walkers who are out in every season"),
    Series("Corrie", 1.35, "for long days in the hills"),
    Series("Sarek", 1.7, "for weeks above the tree line"),
    Series("Meridian", 2.2, "for those who count every gram"),
)
COLOURS = ("moss green", "slate grey", "rust red", "deep blue", "sand", "black")

DAY = timedelta(days=1)
SHELVES = {
    "Camping": (
        Shelf(
            "Tents",
            "TNT",
            (
                Kind("1-person tent", 149, 1.6),
                Kind("2-person tent", 219, 2.3),
                Kind("3-person tent", 279, 3.1),
                Kind("4-person family tent", 359, 5.4),
            ),
            2 * DAY,
            ("It went up in five minutes, in the dark.", "Two nights of heavy rain and not a drop inside."),
            ("The pegs bend in stony ground.", "There is a lot of condensation on cold mornings."),
        ),
        Shelf(
            "Sleeping bags",
            "SLB",
            (
                Kind("summer sleeping bag", 69, 0.8),
                Kind("three-season sleeping bag", 119, 1.2),
                Kind("winter sleeping bag", 199, 1.7),
            ),
            DAY,
            ("I slept warm at two degrees below zero.", "It packs down to the size of a loaf of bread."),
            ("The zip catches the lining almost every night.", "It is cut rather narrow at the shoulders."),
        ),
        Shelf(
            "Sleeping mats",
            "MAT",
            (Kind("foam mat", 25, 0.4), Kind("self-inflating mat", 59, 0.9), Kind("air mat", 89, 0.5)),
            DAY,
            ("Even on roots I felt nothing.", "It is silent when I turn over, unlike my old one."),
            ("It loses air by the early morning.", "The valve needs two hands and some patience."),
        ),
        Shelf(
            "Stoves and pots",
            "STV",
            (
                Kind("gas stove", 39, 0.2),
                Kind("pot set", 45, 0.6),
                Kind("kettle", 22, 0.3),
                Kind("stove set with pot", 69, 0.6),
            ),
            DAY / 2,
            ("Half a litre boils in under three minutes.", "Everything nests and nothing rattles."),
            ("The handle gets too hot to touch.", "It feels a little wobbly on uneven ground."),
        ),
    ),
    "Packs": (
        Shelf(
            "Day packs",
            "DAY",
            (Kind("18-litre day pack", 59, 0.6), Kind("24-litre day pack", 75, 0.8)),
            DAY,
            ("The back stays dry even on a hot climb.", "All my lunch, a jacket and a flask fit in."),
            ("The side pockets are too tight for a bottle.", "The chest strap comes loose now and then."),
        ),
        Shelf(
            "Trekking packs",
            "TRK",
            (Kind("45-litre trekking pack", 129, 1.5), Kind("65-litre trekking pack", 159, 1.9)),
            2 * DAY,
            ("It carries eighteen kilos as if they were ten.", "The hip belt sits perfectly after ten minutes."),
            ("There is no rain cover, which I expected at this price.", "One buckle broke in the first week."),
        ),
    ),
    "Clothing": (
        Shelf(
            "Jackets",
            "JCK",
            (
                Kind("rain jacket", 99, 0.4),
                Kind("down jacket", 139, 0.4),
                Kind("fleece jacket", 59, 0.5),
                Kind("wind jacket", 65, 0.2),
            ),
            DAY,
            ("It was just right for a wet week in the west of Ireland.", "It is light enough to be always with me."),
            ("The sleeves are a bit short for long arms.", "The fabric rustles with every step."),
        ),
        Shelf(
            "Trousers",
            "TRS",
            (Kind("hiking trousers", 69, 0.4), Kind("zip-off trousers", 79, 0.5), Kind("rain trousers", 59, 0.3)),
            DAY,
            ("They dry within an hour on a line.", "I can bend, climb and sit in them all day."),
            ("The knees wear through faster than they should.", "They run small, so order one size up."),
        ),
        Shelf(
            "Base layers",
            "BSL",
            (Kind("merino shirt", 55, 0.2), Kind("merino leggings", 59, 0.2), Kind("merino socks", 16, 0.1)),
            DAY / 2,
            ("After five days it still did not smell.", "It does not itch at all, and I am sensitive."),
            ("It got a small hole after the third wash.", "The seams could be flatter."),
        ),
    ),
    "Footwear": (
        Shelf(
            "Hiking boots",
            "BOT",
            (Kind("mid hiking boots", 119, 1.1), Kind("high hiking boots", 149, 1.4)),
            DAY,
            ("No blisters, straight out of the box.", "The sole holds on wet rock."),
            ("The laces come undone all the time.", "They let water in after an hour in wet grass."),
        ),
        Shelf(
            "Trail shoes",
            "TRL",
            (Kind("trail shoes", 95, 0.7), Kind("waterproof trail shoes", 115, 0.8)),
            DAY,
            ("They are light, and the heel does not slip.", "I ran forty kilometres in them the first week."),
            ("The tread is gone after four hundred kilometres.", "They are narrow in the toes."),
        ),
    ),
    "Tools": (
        Shelf(
            "Head torches",
            "LMP",
            (Kind("head torch", 29, 0.1), Kind("rechargeable head torch", 49, 0.1)),
            DAY / 2,
            ("It lights the whole path, and the battery lasts a week.", "The red light is kind to my tent mates."),
            ("The button is hard to find with gloves on.", "It switches itself on inside the pack."),
        ),
        Shelf(
            "Bottles",
            "BTL",
            (Kind("drinking bottle", 15, 0.2), Kind("vacuum flask", 29, 0.4), Kind("water filter", 39, 0.1)),
            DAY / 2,
            ("It has fallen on rock twice and does not leak.", "It fits the side pocket of my pack."),
            ("The lid smells of plastic at first.", "It is hard to clean without a long brush."),
        ),
    ),
}


def price_of(kind: Kind, series: Series) -> Decimal:
    """Return a price as shops like it: so many and ninety-five cents."""
    return Decimal(round(kind.price * series.price_factor)) - Decimal("0.05")


def stock_of(rng: random.Random) -> int:
    """Return how many are left: of most a few dozen, of some hardly any."""
    return rng.choice((0, rng.randint(1, 5), rng.randint(6, 40), rng.randint(20, 120), rng.randint(20, 120)))
