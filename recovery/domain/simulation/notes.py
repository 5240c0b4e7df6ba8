"""What invented patients write, in their own words."""

from collections.abc import Mapping
from random import Random

_ON: Mapping[str, tuple[str, ...]] = {
    "redness": (
        "Still pink when I come out of the shower.",
        "Looks like I sat in the sun too long.",
        "Cheeks feel warm in the evening, fine in the morning.",
        "Darker patch along the jaw, warm to touch.",
        "People at work asked if I got sunburnt!",
        "Better than yesterday, only the nose and chin now.",
        "Red again after my walk, calmed down in an hour.",
    ),
    "bruising": (
        "The bruise went from blue to yellow.",
        "Little dots near my eye, concealer covers it.",
        "Bruise looks worse but does not hurt.",
        "One mark on the left side, about a coin big.",
        "Can I use arnica on it?",
    ),
    "minor_bleeding": (
        "A few specks on the pillow.",
        "Tiny bit of blood when I washed.",
        "Stopped by the evening.",
        "just a spot or two, nothing really",
    ),
    "scabbing": (
        "Little rough dots, trying not to pick.",
        "One scab came off in the shower by itself.",
        "Feels like sandpaper.",
        "crusty along the hairline",
        "Scabs almost gone, skin under it is pink.",
    ),
    "numbness": (
        "Chin feels like after the dentist.",
        "Can feel touch but it is dull.",
        "Tingling a bit now, I guess that is good?",
        "Still odd when I wash my face.",
        "left side came back, right side not yet",
    ),
    "flaking": (
        "Peeling around the mouth.",
        "Moisturiser helps for an hour or two.",
        "Skin comes off in tiny flakes, not pretty.",
        "Dry, dry, dry. Drinking lots.",
        "Make-up does not sit well on the flakes.",
    ),
    "itching": (
        "Itchy at night mostly.",
        "Itches under my scarf.",
        "Cool cloth helps.",
        "I catch myself scratching, sorry.",
        "better since I changed the cream",
    ),
}

_ON_ANYTHING = (
    "About the same as yesterday.",
    "A bit better today.",
    "Slept well, no pain.",
    "Took it easy today.",
    "Forgot the cream this morning.",
    "Is it ok to go swimming at the weekend?",
    "Feels tight, but ok.",
)

_ON_NOTHING = (
    "All fine!",
    "Nothing to report, thank you.",
    "Skin looks great actually.",
    "Back to normal I think.",
    "Wore make-up today, no problem.",
    "Happy with it so far :)",
)

_ON_RED_FLAGS: Mapping[str, tuple[str, ...]] = {
    "spreading_redness": ("The red is going down to my neck.", "It spread since this morning and feels hot."),
    "pus": ("One spot is yellow and wet.",),
    "fever": ("38.4 this evening and shivering.",),
    "blisters": ("Two small blisters by the ear.",),
    "came_back": ("It was gone and now it is back and sore.",),
    "bleeding": ("Keeps bleeding when I take the pad off.",),
    "hives": ("Raised itchy bumps on the chest.",),
    "vision": ("My left eye hurts in the light.",),
}

_SAYS_MORE = 0.2


def note_on(rng: Random, present: Mapping[str, int]) -> str:
    """A note for a day on which these side effects are present; the worst is what one writes about."""
    if not present:
        return rng.choice(_ON_NOTHING)
    worst = max(present, key=lambda slug: present[slug])
    first = rng.choice(_ON.get(worst, _ON_ANYTHING))
    return f"{first} {rng.choice(_ON_ANYTHING)}" if rng.random() < _SAYS_MORE else first


def words_for(red_flag: str, rng: Random) -> str:
    """A note beside a warning sign; often people only tick it."""
    return rng.choice(("", *_ON_RED_FLAGS.get(red_flag, ("Not sure if this counts.",))))
