"""The patients that a demo always has: one for each thing that a screen must show."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from recovery.domain.alerts import Step
from recovery.domain.catalogue import ASKS_FOR_AREA, Catalogue
from recovery.domain.rules import Rule
from recovery.domain.simulation.diary import Diary


@dataclass(frozen=True)
class Story:
    """One treatment, told: what is on day `today`, with a digit a day for each side effect's severity.

    `reported` are the days with a report, all up to today when it is None; `answers` what somebody has just done with
    alerts of a rule; `earlier` is the same patient's treatment before this one.
    """

    name: str
    today: int
    courses: Mapping[str, str] = field(default_factory=dict)
    method: str = "derma_roller"
    areas: tuple[str, ...] = ("face",)
    reported: tuple[int, ...] | None = None
    notes: Mapping[int, str] = field(default_factory=dict)
    red_flags: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    calls: tuple[int, ...] = ()
    late: Mapping[int, int] = field(default_factory=dict)
    amended: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    answers: Mapping[Rule, Step] = field(default_factory=dict)
    closed_after: int | None = None
    year_of_birth: int | None = None
    skin_type: str | None = None
    earlier: "Story | None" = None

    def method_in(self, catalogue: Catalogue) -> str:
        """The story's method, or the practice's first one where it does without."""
        known = [method.slug for method in catalogue.methods]
        return self.method if self.method in known else known[0]

    def areas_in(self, catalogue: Catalogue) -> tuple[str, ...]:
        """The story's areas in the catalogue's order, or the practice's first one where it does without."""
        known = tuple(area.slug for area in catalogue.areas)
        return tuple(slug for slug in known if slug in self.areas) or known[:1]

    def diary(self, catalogue: Catalogue) -> Diary:
        """The story as a diary, without what the practice does not ask for."""
        asked = {effect.slug for effect in catalogue.active}
        flags = {flag.slug for flag in catalogue.red_flags}
        courses = {slug: [int(digit) for digit in digits] for slug, digits in self.courses.items() if slug in asked}
        areas = self.areas_in(catalogue)
        return Diary(
            courses=courses,
            days=range(self.today + 1) if self.reported is None else self.reported,
            worst_in={slug: areas[-1] for slug, course in courses.items() if max(course) >= ASKS_FOR_AREA},
            notes=self.notes,
            red_flags={day: tuple(f for f in told if f in flags) for day, told in self.red_flags.items()},
            calls=self.calls,
            late=self.late,
            amended={day: first for day, first in self.amended.items() if first[0] in asked},
        )


_LONG = (
    "I want to write this down while I remember. The first two days were what you told me to expect: hot, tight, a "
    "little swollen under the eyes. On day three I went back to work and sat next to the radiator, a mistake, "
    "and by the evening my cheeks were as red as on the first day. I used the cool packs, ten minutes on and ten off, "
    "and slept with two pillows. Since then it gets a little better every day. The chin is still dull when I touch it, "
    "and I bit my lip at lunch because I could not feel it. My husband says the skin already looks smoother. Two "
    "questions for the next visit: may I go back to the vitamin C serum, and is it normal that the left side is slower?"
)

EARLIER_OF_THE_FIRST = Story(
    name="",
    today=152,
    method="rf_microneedling",
    courses={
        "redness": "33222111",
        "numbness": "2222111111",
        "bruising": "0122211100",
        "scabbing": "0012211",
        "flaking": "0001122111",
    },
    reported=(0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 12, 13, 15),
    notes={1: "Swollen and hot, but you said so.", 7: "Only a shadow left on the cheeks.", 13: "All clear, thank you!"},
    closed_after=29,
)

STORIES: tuple[Story, ...] = (
    Story(
        name="Amara Okafor",
        today=9,
        areas=("face", "neck"),
        courses={
            "redness": "2322211111",
            "numbness": "2211110000",
            "scabbing": "0122100000",
            "flaking": "0001222111",
            "itching": "0001110000",
            "minor_bleeding": "1100000000",
        },
        reported=(0, 1, 2, 3, 4, 6, 7, 8),
        notes={
            1: "Tight and warm, cool packs help.",
            4: "Peeling around the mouth, moisturiser twice a day.",
            8: "Neck is still a bit darker and warm in the evening.",
        },
        year_of_birth=1987,
        skin_type="V",
        earlier=EARLIER_OF_THE_FIRST,
    ),
    Story(
        name="Tomás Lindqvist",
        today=3,
        method="laser",
        courses={"redness": "2233", "numbness": "1111", "scabbing": "0122"},
        notes={3: "The red is going down to my neck since this morning and feels hot."},
        red_flags={3: ("spreading_redness",)},
        year_of_birth=1979,
        skin_type="II",
    ),
    Story(
        name="Priya Venkat",
        today=6,
        courses={"redness": "2221110", "flaking": "0001121", "itching": "0000111"},
        notes={6: "Could somebody ring me about make-up for Saturday?"},
        calls=(6,),
        year_of_birth=1992,
        skin_type="IV",
    ),
    Story(
        name="Mei-Lin Castellanos",
        today=4,
        method="rf_microneedling",
        areas=("face", "neck"),
        courses={"bruising": "01233", "redness": "22221", "numbness": "22221"},
        notes={4: "The bruise under my left eye is big and dark now."},
        answers={Rule.SEVERE: Step.ACKNOWLEDGED},
        year_of_birth=1968,
        skin_type="III",
    ),
    Story(
        name="Jorge Vandermeer",
        today=12,
        courses={"redness": "2221100000122", "flaking": "0001221100000", "numbness": "1111111000000"},
        notes={10: "Red again since yesterday, no idea why.", 12: "Still red. New sun cream maybe?"},
        year_of_birth=1974,
        skin_type="II",
    ),
    Story(
        name="Hannah Brandvold",
        today=8,
        courses={"redness": "2322", "numbness": "2221", "bruising": "0112"},
        reported=(0, 1, 2, 3),
        notes={2: "Looks like I sat in the sun too long."},
        answers={Rule.SILENT: Step.CONTACTED},
        year_of_birth=1983,
        skin_type="I",
    ),
    Story(name="Kofi Asante-Reyes", today=2, reported=(), areas=("hands",), year_of_birth=1961, skin_type="VI"),
    Story(
        name="Leila Marchetti",
        today=0,
        courses={"redness": "2", "minor_bleeding": "1", "numbness": "2"},
        year_of_birth=1995,
        skin_type="III",
    ),
    Story(name="Sofía Adeyemi", today=-1, method="ultrasound", areas=("face", "neck"), year_of_birth=1989),
    Story(
        name="Daniel Osei-Park",
        today=14,
        courses={"redness": "222111", "numbness": "221111111", "scabbing": "01221", "flaking": "000122111"},
        notes={10: "Back to normal I think.", 14: "Nothing left. Happy with it so far :)"},
        year_of_birth=1970,
        skin_type="IV",
    ),
    Story(
        name="Ingrid Solvang",
        today=24,
        method="laser",
        courses={
            "bruising": "0122222222211111111111111",
            "minor_bleeding": "1111001100110011001100011",
            "flaking": "0011222222222111111111111",
            "itching": "0001122222222222222111111",
            "redness": "3332222211",
        },
        reported=(*range(10), *range(11, 17), 18, 20, 21, 22, 23, 24),
        notes={24: "More than three weeks now. When does the peeling stop?"},
        answers={Rule.PAST_BAND: Step.SNOOZED},
        year_of_birth=1957,
        skin_type="II",
    ),
    Story(
        name="Yusuf Demirel",
        today=7,
        courses={"redness": "33232211", "numbness": "22222211", "bruising": "01221110"},
        notes={3: "Sat next to the radiator, cheeks burning.", 6: _LONG, 7: _LONG[:420].rsplit(" ", 1)[0] + " …"},
        year_of_birth=1966,
        skin_type="III",
    ),
    Story(
        name="Nadia Kowalczuk",
        today=10,
        areas=("neck", "hands"),
        courses={
            "redness": "22211100000",
            "scabbing": "01221000000",
            "flaking": "00011222111",
            "itching": "00001111100",
        },
        reported=(0, 1, 2, 3, 4, 5, 6, 8, 9, 10),
        late={4: 2, 5: 1},
        amended={6: ("flaking", 0), 9: ("flaking", 0), 10: ("flaking", 2)},
        notes={6: "Forgot the flakes on my knuckles, sorry, sending again."},
        year_of_birth=1999,
        skin_type="III",
    ),
)
"""In the order of the patients; the first is who "sign in as a patient" becomes."""
