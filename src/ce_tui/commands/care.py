"""Care of the store: checking it, backing it up, and putting a backup in its place, all while it may be in use."""

from pathlib import Path

from ce_tui.commands.job import Job, Wrong, open_store
from ce_tui.commands.printing import Json, count, dump, fact, line
from ce_tui.credit.words import clock_problem, date_time
from ce_tui.store.care import back_up, copied, found, restore
from ce_tui.store.checking import problems


def care(job: Job) -> int:
    """Do one of `check`, `backup`, `restore` and `list`."""
    actions = {"check": _check, "backup": _backup, "restore": _restore, "list": _list}
    if job.args.file and job.args.action in ("check", "list"):
        raise Wrong(f"`ce-tui store {job.args.action}` takes no file; --store chooses the store.")
    return actions[job.args.action](job)


def _check(job: Job) -> int:
    """Look at a copy, so that nobody has to wait."""
    now, path = job.clock(), job.settings.store
    open_store(job.settings, now).close()  # an older store is migrated, and what was cut short undone
    with copied(path, now) as copy:
        wrong = problems(copy)
        newest, zones = copy.newest(), [one.zone for one in copy.organizations()]
        counts = {
            name: int(copy._database.read(f"SELECT count(*) FROM {name}", {})[0][0])
            for name in ("learner", "credit", "claim")
        }
    clock = clock_problem(newest, now, zones[0] if zones else "UTC")
    if job.json:
        numbers = {f"{name}s": number for name, number in counts.items()}
        dump({"store": path, "ok": not wrong, "problems": wrong, "clock": clock, **numbers})
        return 2 if wrong else 0
    for problem in wrong:
        line(problem)
    if wrong:
        line("This store is not sound. `ce-tui store list` shows its backups, `ce-tui store restore` brings one back.")
    else:
        line(f"The store is sound: {', '.join(count(number, name) for name, number in counts.items())}.")
    fact("Clock", clock)
    return 2 if wrong else 0


def _backup(job: Job) -> int:
    now, path = job.clock(), job.settings.store
    open_store(job.settings, now).close()
    made = back_up(path, now, _named(job))
    if job.json:
        dump({"store": path, "backup": made})
        return 0
    fact("Backed up to", made)
    return 0


def _restore(job: Job) -> int:
    done = restore(job.settings.store, _named(job), job.clock(), job.args.yes)
    if job.json:
        kept: Json = {"restored": done.source, "kept": done.kept, "claims": done.claims, "without": done.without}
        dump({"store": job.settings.store, **kept})
        return 0
    fact("Restored", f"{done.source}, with {count(done.claims, 'claim')}")
    fact("The store before is kept in", done.kept or "")
    fact("Only there", ", ".join(done.without))
    return 0


def _list(job: Job) -> int:
    backups = found(job.settings.store, job.clock())
    if job.json:
        shown = [{"path": one.path, "at": one.at.isoformat(timespec="seconds"), "kind": one.kind} for one in backups]
        dump({"store": job.settings.store, "backups": shown})
        return 0
    for one in backups:
        line(f"{date_time(one.at, 'UTC')} UTC, {_WHY[one.kind]}: {one.path}")
    if not backups:
        line("There are no backups yet; the app makes one a day, and `ce-tui store backup` makes one now.")
    return 0


_WHY = {
    "daily": "of that day",
    "schema": "before a new version",
    "replaced": "replaced by a backup",
    "rescued": "after it was deleted",
    "asked": "made by hand",
}


def _named(job: Job) -> Path | None:
    return Path(job.args.file).expanduser().absolute() if job.args.file else None
