"""The triggers that guard claims, and finding those that are not ours."""

import sqlite3

# The claims chain, kept by the database itself: no form, no program and no script may bend it.
TRIGGERS = (
    # (The EXISTS is for INSERT OR REPLACE, which would remove the claim in its way without asking `claim_kept`.)
    """CREATE TRIGGER claim_sum BEFORE INSERT ON claim BEGIN
         SELECT RAISE(ABORT, 'the parts do not add up') WHERE NEW.claimed_before <> (
             SELECT coalesce(sum(amount), 0) FROM claim
             WHERE learner_id = NEW.learner_id AND credit_id = NEW.credit_id)
           OR NEW.whole <> (SELECT amount FROM credit WHERE id = NEW.credit_id)
           OR EXISTS (SELECT 1 FROM claim WHERE id = NEW.id OR number = NEW.number OR request_id = NEW.request_id
             OR (learner_id = NEW.learner_id AND credit_id = NEW.credit_id AND part = NEW.part));
       END""",
    "CREATE TRIGGER claim_kept BEFORE DELETE ON claim BEGIN SELECT RAISE(ABORT, 'a claim is final'); END",
    "CREATE TRIGGER claim_fixed BEFORE UPDATE ON claim BEGIN SELECT RAISE(ABORT, 'a claim is final'); END",
    """CREATE TRIGGER revocation_once BEFORE INSERT ON revocation BEGIN
         SELECT RAISE(ABORT, 'a revocation is final') WHERE EXISTS (
             SELECT 1 FROM revocation WHERE claim_id = NEW.claim_id);
       END""",
    "CREATE TRIGGER revocation_kept BEFORE DELETE ON revocation "
    "BEGIN SELECT RAISE(ABORT, 'a revocation is final'); END",
    "CREATE TRIGGER revocation_fixed BEFORE UPDATE ON revocation "
    "BEGIN SELECT RAISE(ABORT, 'a revocation is final'); END",
)
GUARDS = {trigger.split()[2]: trigger for trigger in TRIGGERS}
"""The same by name."""


def strange_guards(connection: sqlite3.Connection, exactly: bool = True) -> list[tuple[str, str]]:
    """The triggers and views that are not ours, by type and name: what would run with the next statement.

    Not `exactly`: a trigger with the name of one of ours is taken for it, as an older program made it.
    """
    found = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')")
    return [
        (type, name)
        for type, name, sql in found.fetchall()
        if type == "view" or name not in GUARDS or (exactly and GUARDS[name] != sql)
    ]


def drop_guards(connection: sqlite3.Connection, exactly: bool = True) -> list[tuple[str, str]]:
    """Take away what `strange_guards` finds in a copy; what that was. Not `exactly`: ours too, which come anew."""
    found = strange_guards(connection, exactly)
    for type, name in [*found, *(() if exactly else [("trigger", guard) for guard in GUARDS])]:
        connection.execute(f"DROP {type} IF EXISTS {_quoted(name)}")
    return found


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
