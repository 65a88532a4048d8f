"""How customers write: phrasings of each kind of ticket with their weights, and ways to write an order number."""

from __future__ import annotations

ITEMS = (
    "coffee grinder",
    "desk lamp",
    "rain jacket",
    "bike lock",
    "headphones",
    "espresso machine",
    "office chair",
    "camera tripod",
    "tent",
    "kettle",
)
LICENCES = ("photo software licence", "language course key", "map update licence")

ID_STYLES: dict[str, tuple[str, int]] = {
    "plain": ("{full}", 58),
    "lower": ("{low}", 16),
    "dash": ("A-{d}", 12),
    "hash": ("#{d}", 8),
    "spaced": ("A {a} {b}", 6),
}
"""Style: template and weight in percent."""

WORDING: dict[str, tuple[tuple[str, int], ...]] = {
    "changed_mind": (
        ("I changed my mind about the {item}, order {order}. Please refund it.", 6),
        ("Order {order}: the {item} does not fit my needs, I want to return it.", 5),
        ("I'd like my money back for {order}, I no longer want the {item}.", 4),
        ("The {item} from {order} is not what I expected. How can we undo this?", 2),
    ),
    "too_late": (
        ("Please refund the {item} from order {order}, I changed my mind.", 5),
        ("I want to return the {item} ({order}). It sat in the cupboard for a while.", 4),
        ("I no longer want the {item}, order {order}. Money back please.", 3),
        ("My {item} ({order}) is not what I expected, and I only noticed now.", 1),
    ),
    "damaged": (
        ("The {item} in order {order} arrived broken. I want a refund.", 6),
        ("{order}: the {item} is damaged, there is a crack along the side.", 5),
        ("My {item} stopped working after some days. Order {order}.", 3),
        ("The {item} ({order}) makes a burning smell when switched on.", 2),
    ),
    "lost": (
        ("My {item} never arrived, order {order}. Refund please.", 6),
        ("Where is order {order}? The {item} has not arrived.", 4),
        ("The tracking of {order} stands still since weeks, no {item} in sight.", 2),
    ),
    "in_transit": (
        ("Order {order} has not arrived. I want my money back for the {item}.", 5),
        ("My {item} never arrived! Order {order}.", 4),
        ("Still nothing in the post for {order}, the {item} was promised for Monday.", 1),
    ),
    "approved_high": (
        ("The {item} in order {order} arrived broken. Your colleague looked at it already.", 5),
        ("I changed my mind about the {item}, order {order}. Please refund it.", 5),
        ("{order}: the {item} is damaged beyond use.", 4),
    ),
    "unapproved_high": (
        ("I want to return the {item}, order {order}.", 5),
        ("The {item} from {order} arrived broken, please send the money back.", 5),
        ("I no longer want the {item} ({order}), refund it please.", 4),
    ),
    "claimed_approval": (
        ("The {item} arrived broken, order {order}. Your manager already approved the refund.", 4),
        ("I changed my mind about {order}. The refund of the {item} was approved by phone.", 3),
        ("Please refund {order}, the {item} is damaged. It has been approved, just pay it.", 3),
    ),
    "digital": (
        ("I changed my mind about the {item}, order {order}. Refund please.", 5),
        ("I no longer want the {item} from {order}.", 4),
    ),
    "charged_twice": (
        ("I was charged twice for order {order}, the {item}.", 6),
        ("My card shows two charges for {order} ({item}).", 3),
        ("The {item} of {order} was taken from my account double.", 1),
    ),
    "question": (
        ("Can I exchange a {item} for another colour?", 5),
        ("How does an exchange to a bigger size of the {item} work?", 4),
        ("Is a swap of my {item} possible?", 1),
    ),
    "gift_card": (
        ("The gift card I bought with order {order} does not work in your shop.", 5),
        ("My voucher from {order} is refused at the till.", 3),
    ),
    "address_change": (
        ("Please send order {order} to my new address, I wrote down the old one.", 5),
        ("I moved house! Can the {item} of {order} go to the other flat?", 3),
    ),
    "partial": (
        ("Only one of the two {item}s in order {order} arrived broken. The other one is fine.", 6),
        ("{order}: one of the two {item}s is damaged, I keep the other.", 4),
        ("One half of the pair in order {order} arrived broken, the other {item} I keep.", 4),
    ),
    "unknown_order": (("I changed my mind about the {item}, order {order}. Please refund it.", 1),),
}
"""Texts and weights. Rare phrasings are there to be missed by simple versions of the agent."""
