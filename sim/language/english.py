"""Whether a sentence is English: what stands in another language is not read.

Single words of another language in English ("is kaputt") do not matter; what counts is which
language the small words are of.
"""

from __future__ import annotations

import re
from typing import Final

from sim.language.sets import set_of

_WORD: Final = re.compile(r"[^\W\d_]+")
_ENGLISH: Final = set_of(
    "the a an of to and or in on at for from with without by is are was were be been has have had "
    "do does did not no can cannot could will would should may might must i you we they it this "
    "that these those our your their my its there here all some any as but so if when than then "
    "please again still now up down out off into until since after before"
)
_FOREIGN: Final = set_of(
    "der die das den dem des ein eine einen einem einer und oder aber nicht kein keine ist sind "
    "war waren wird werden wurde hat haben kann können wir sie ihr ihre unsere uns für mit von vom "
    "zur zum auf aus bei bitte noch wieder zurzeit zeit derzeit leider nur wenn "
    "le la les un une des du et ou mais ne pas est sont été nous vous ils elle nos vos notre votre "
    "pour avec dans sur par qui que au aux plus veuillez "
    "el los las una y pero está están hay nuestro nuestros su sus para con por del al más "
    "il gli una ed non è sono stato nostri nostro vostro alla della delle dei di per che anche "
    "het een en maar niet geen zijn wordt worden heeft hebben kunnen wij onze uw voor met van naar "
    "og eller men ikke er var blir har kan vi dere det som på til fra och inte är kan ni våra med "
    "o os uma não são foi nossos seus seu estão"
) - {"die", "kan", "per", "plus", "met", "men", "van", "war"}


def is_english(sentence: str) -> bool:
    """Whether a sentence, in small letters, is not mostly of another language."""
    words = _WORD.findall(sentence)
    foreign = sum(word in _FOREIGN for word in words)
    return foreign < _FEW or foreign <= sum(word in _ENGLISH for word in words)


_FEW: Final = 2
