"""The learners of a station: who they are, their badges, and taking away a PIN that was forgotten."""

from dataclasses import replace

from ce_tui.commands.job import Job, Wrong, open_store
from ce_tui.commands.printing import dump, fact, line
from ce_tui.credit.text import clean
from ce_tui.store import Account

_FIELDS = ("name", "email", "license", "badge")


def learners(job: Job) -> int:
    """List the learners, show one, or change one (adding them when they are new)."""
    args = job.args
    changes = {field: clean(getattr(args, field)) for field in _FIELDS if getattr(args, field) is not None}
    key = None if args.key is None else clean(args.key)
    if key is None and (changes or args.reset_pin):
        raise Wrong("Say whose: ce-tui learners KEY --badge NUMBER")
    if key == "":
        raise Wrong("The key of a learner cannot be empty.")
    with open_store(job.settings, job.clock(), make=bool(changes)) as store:
        if key is not None and (changes or args.reset_pin):
            known = store.accounts(key)
            badge = changes.pop("badge", known[0].badge if known else "")
            store.keep_account(replace(store.learner(key), **changes), badge, reset_pin=args.reset_pin)
        shown = store.accounts(key)
    if key is not None and not shown:
        raise Wrong(f"There is no learner “{key}” here; --name and the like add one.")
    if job.json:
        dump({"count": len(shown), "learners": [_json(account) for account in shown]})
        return 0
    for n, account in enumerate(shown):
        if n:
            line()
        fact("Learner", account.learner.key)
        fact("Name", account.learner.name)
        fact("Badge", account.badge)
        fact("E-mail", account.learner.email)
        fact("License", account.learner.license)
        fact("PIN", "set" if account.pin else "none")
    if not shown:
        line("There are no learners here yet.")
    return 0


def _json(account: Account) -> dict[str, object]:
    learner = account.learner
    return {"key": learner.key, "name": learner.name, "badge": account.badge, "email": learner.email,
            "license": learner.license, "pin": bool(account.pin)}  # fmt: skip
