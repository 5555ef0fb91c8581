"""`ce-tui store`: checking it, backing it up, and putting a backup in its place, all while it may be in use."""

from pathlib import Path

from ce_tui.commands.job import Job, Wrong
from ce_tui.commands.printing import dump, fact, line
from ce_tui.commands.store_file import open_store
from ce_tui.commands.working import working
from ce_tui.credit.words import date_time, plural
from ce_tui.exit_codes import DONE, PUT_RIGHT
from ce_tui.settings import path_of
from ce_tui.store.backups import back_up, backups_of, examine, restore


def run(job: Job) -> int:
    """Do one of `check`, `backup`, `restore` and `list`."""
    actions = {"check": _check, "backup": _backup, "restore": _restore, "list": _list}
    if job.args.file and job.args.action in ("check", "list"):
        raise Wrong(f"`ce-tui store {job.args.action}` takes no file; --store chooses the store.")
    return actions[job.args.action](job)


def _check(job: Job) -> int:
    """Say whether the store is sound; exit code 2 when it is not."""
    now, path = job.clock(), job.settings.store
    open_store(job.settings, now).close()  # an older store is migrated, and what was cut short undone
    with working(job, "Stopped before the whole store was looked at.") as tell:
        found = examine(path, now, tell)
    if job.json:
        numbers = {f"{name}s": number for name, number in found.counts.items()}
        ok = not found.problems
        dump({"store": path, "ok": ok, "problems": found.problems, "clock": found.clock_problem, **numbers})
        return DONE if ok else PUT_RIGHT
    for problem in found.problems:
        line(problem)
    if found.problems:
        line("This store is not sound. `ce-tui store list` shows its backups, `ce-tui store restore` brings one back.")
    else:
        line(f"The store is sound: {', '.join(plural(number, name) for name, number in found.counts.items())}.")
    fact("Clock", found.clock_problem)
    return PUT_RIGHT if found.problems else DONE


def _backup(job: Job) -> int:
    now, path = job.clock(), job.settings.store
    open_store(job.settings, now).close()
    with working(job, "Stopped; no backup was made.") as tell:
        made = back_up(path, now, _named(job), tell)
    if job.json:
        dump({"store": path, "backup": made})
        return DONE
    fact("Backed up to", made)
    return DONE


def _restore(job: Job) -> int:
    with working(job, "Stopped; the store is as it was.") as tell:
        done = restore(job.settings.store, _named(job), job.clock(), job.args.yes, tell)
    if job.json:
        dump(
            {
                "store": job.settings.store,
                "restored": done.source,
                "kept": done.kept,
                "claims": done.claims,
                "without": done.without,
                "left_out": done.strange,
            }
        )
        return DONE
    fact("Restored", f"{done.source}, with {plural(done.claims, 'claim')}")
    fact("The store before is kept in", done.kept or "")
    fact("Only there", ", ".join(done.without))
    fact("Left out", " ".join(done.strange))
    return DONE


def _list(job: Job) -> int:
    backups = backups_of(job.settings.store, job.clock())
    if job.json:
        shown = [{"path": one.path, "at": one.at.isoformat(timespec="seconds"), "kind": one.kind} for one in backups]
        dump({"store": job.settings.store, "backups": shown})
        return DONE
    for one in backups:
        line(f"{date_time(one.at, 'UTC')} UTC, {_WHY[one.kind]}: {one.path}")
    if not backups:
        line("There are no backups yet; the app makes one a day, and `ce-tui store backup` makes one now.")
    return DONE


_WHY = {
    "daily": "of that day",
    "schema": "before a new version",
    "replaced": "replaced by a backup",
    "rescued": "after it was deleted",
    "asked": "made by hand",
}


def _named(job: Job) -> Path | None:
    return path_of(job.args.file, "FILE") if job.args.file else None
