"""What customers write: a title that fits the stars, and a text that fits the title and the article."""

import random

from legacy.demo.catalogue import Shelf

STARS = (5, 5, 5, 5, 4, 4, 4, 3, 3, 2, 1)  # as many as they come among eleven reviews

TITLES = {
    5: ("Would buy again", "Exactly what I needed", "Excellent", "Worth every cent", "My favourite piece of gear"),
    4: ("Very good", "Good, with one small flaw", "Solid", "Happy with it", "Nearly perfect"),
    3: ("It does the job", "Mixed feelings", "Fine for the price", "All right"),
    2: ("Not quite what I hoped for", "Expected more", "Disappointed"),
    1: ("Sent it back", "Not for me", "Would not buy again"),
}
OPENINGS = {
    5: ("Four tours so far.", "Bought for the Alps, and not let down.", "A present to myself."),
    4: ("A few weeks of use so far.", "Tried on a long weekend in the Vosges.", "Good value altogether."),
    3: ("I wanted something simple.", "Used twice so far.", "Fine for short trips."),
    2: ("I had looked forward to this.", "After good reviews I had high hopes.", "One week of use."),
    1: ("A single tour was enough.", "This may suit others.", "A second chance did not help."),
}
CLOSINGS = {
    5: ("I can only recommend it.", "Delivery was quick, too.", "My brother has ordered one as well."),
    4: ("Still, I would choose the same again.", "I can live with that.", "All in all a good choice."),
    3: ("For the price I won't complain.", "For more demanding tours I would look further."),
    2: ("For this price that should not happen.", "I will try another series."),
    1: ("The refund, at least, came quickly.", "Back to my old one."),
}


def write_review(rng: random.Random, shelf: Shelf) -> tuple[int, str, str]:
    """Return rating, title and body of a review of an article on that shelf."""
    rating = rng.choice(STARS)
    if rating == 5:
        remarks = rng.sample(shelf.praise, rng.randint(1, len(shelf.praise)))
    elif rating in {3, 4}:
        remarks = [rng.choice(shelf.praise), rng.choice(shelf.complaints)]
    else:
        remarks = rng.sample(shelf.complaints, rng.randint(1, len(shelf.complaints)))
    body = " ".join([rng.choice(OPENINGS[rating]), *remarks, rng.choice(CLOSINGS[rating])])
    return rating, rng.choice(TITLES[rating]), body
