"""How far the words of a claim are understood: what is not understood well is not claimed.

The grammar finds subjects and states wherever they stand. Here the words between and around them
are weighed: a claim is kept while its clause consists of words that the lexicon and everyday
English know, and while nothing in it says that it is about another time, another system, or what
somebody else says. To read wrong is worse than not to read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.language.sets import set_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.settle import Found
    from sim.language.tokens import Token

_EVERYDAY: Final = set_of(
    "the we a an of to been that on you our with in i for some again at my may from your one every "
    "any there users user just only s as customers customer hour hours about three two four five "
    "like should minutes minute min mins already me us than see attempt new note then get gets "
    "getting got o'clock usual kindly very found by seeing several seconds second merely reached "
    "received half anything take takes taken end ends their his her its them they he she people "
    "everyone everybody nobody anyone someone clients client most many more much few part parts "
    "all both each other others morning afternoon evening noon today night week since day days "
    "please dear hi hello team colleagues regret inform informed must might could can have has "
    "utc cet gmt est ist pst am pm # % and or also even too quite rather almost nearly roughly "
    "around approximately over under up out off into through between without within region regions "
    "europe eu us usa uk germany asia location locations side sides page screen app web mobile "
    "what who where which how this these those here there whoever everything something thing "
    "things way place places time times ms mb gb kb s sec secs reason precaution purpose own "
    "account accounts first last next middle late large small big bigger larger long short same "
    "different certain single entire whole now so yes no ok well indeed really actually just "
    "again fully completely properly correctly normally simply partly partially mostly usually "
    "currently presently immediately instantly directly quickly slowly "
    "unfortunately luckily fortunately happily sorry say says inc sev severity incident status "
    "update level ratio depth count p95 p99 percent pct do does did be being am is are "
    "get go goes going went come comes coming came back bit lot"
)
_MOST: Final = 3
_SHARE: Final = 0.34


def trusted(one: Found, words: Sequence[Token]) -> bool:
    """Whether the words of a claim say what the grammar took from them."""
    inside = [token for token in words if one.start <= token.start < one.end]
    return not _strange(inside)


def _strange(inside: Sequence[Token]) -> bool:
    unknown = sum(
        token.kind == "word" and token.text.isalpha() and token.text not in _EVERYDAY
        for token in inside
    )
    return unknown >= _MOST or unknown > _SHARE * len(inside)
