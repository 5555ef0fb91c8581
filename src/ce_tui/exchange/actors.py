"""Who a statement is about, and which system told it."""

from typing import Any
from urllib.parse import unquote

from ce_tui.credit.statements import Actor
from ce_tui.exchange.names import home_page
from ce_tui.exchange.said import inside, one_line


def actor_of(actor: Any) -> Actor:
    """Who it is about; one whose type is not Agent (once Person), or that has members, is a group and no person."""
    mail = one_line(inside(actor, "mbox"))
    kind = one_line(inside(actor, "objectType"))
    members = inside(actor, "member")
    group = kind if kind.lower() not in ("", "agent", "person") else "Group" if members else ""
    found = Actor(
        home=home_page(one_line(inside(actor, "account", "homePage"))),
        account=one_line(inside(actor, "account", "name")),
        mail=unquote(mail[7:]).strip() if mail[:7].lower() == "mailto:" else mail,
        mail_hash=one_line(inside(actor, "mbox_sha1sum")).lower(),
        openid=one_line(inside(actor, "openid")),
    )
    named = str(found) or (
        one_line(inside(actor, "name")) or "without a name" if group and isinstance(members, list) else ""
    )
    if not group or not named:
        return found
    return Actor(group=f"{group} {named}")


def system_of(value: Any, actor: Actor) -> str:
    """Who told it: the authority that the record store kept, or else the home page of the account."""
    told = actor_of(inside(value, "authority"))
    return str(told) or actor.home
