"""The triggers that guard claims, and finding those that are not ours."""

import sqlite3

_OF_CLAIM = "(SELECT organization_id FROM claim WHERE id = NEW.claim_id)"
_ORGANIZATIONS = (
    ("claim", "NEW.organization_id"),
    ("revocation", _OF_CLAIM),
    ("returned", _OF_CLAIM),
    ("reissue", _OF_CLAIM),
)
"""The tables whose rows are links of a chain, and how each names its organization."""

# The claims chain, kept by the database itself: no form, no program and no script may bend it.
TRIGGERS = (
    # (The EXISTS is for INSERT OR REPLACE, which would remove the claim in its way without asking `claim_kept`.)
    """CREATE TRIGGER claim_sum BEFORE INSERT ON claim BEGIN
         SELECT RAISE(ABORT, 'the parts do not add up') WHERE NEW.claimed_before <> (
             SELECT coalesce(sum(amount), 0) FROM claim
             WHERE learner_id = NEW.learner_id AND credit_id = NEW.credit_id)
           OR NEW.whole <> NEW.returned + (SELECT amount FROM credit WHERE id = NEW.credit_id)
           OR NEW.returned <> (SELECT coalesce(sum(k.amount), 0) FROM returned r JOIN claim k ON k.id = r.claim_id
             WHERE k.learner_id = NEW.learner_id AND k.credit_id = NEW.credit_id)
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
    """CREATE TRIGGER returned_once BEFORE INSERT ON returned BEGIN
         SELECT RAISE(ABORT, 'a revocation is final')
         WHERE EXISTS (SELECT 1 FROM returned WHERE claim_id = NEW.claim_id)
           OR NOT EXISTS (SELECT 1 FROM revocation WHERE claim_id = NEW.claim_id);
       END""",
    "CREATE TRIGGER returned_kept BEFORE DELETE ON returned BEGIN SELECT RAISE(ABORT, 'a revocation is final'); END",
    "CREATE TRIGGER returned_fixed BEFORE UPDATE ON returned BEGIN SELECT RAISE(ABORT, 'a revocation is final'); END",
    """CREATE TRIGGER reissue_once BEFORE INSERT ON reissue BEGIN
         SELECT RAISE(ABORT, 'a claim is final')
         WHERE EXISTS (SELECT 1 FROM reissue WHERE id = NEW.id OR number = NEW.number)
           OR EXISTS (SELECT 1 FROM claim WHERE number = NEW.number);
       END""",
    "CREATE TRIGGER reissue_kept BEFORE DELETE ON reissue BEGIN SELECT RAISE(ABORT, 'a claim is final'); END",
    "CREATE TRIGGER reissue_fixed BEFORE UPDATE ON reissue BEGIN SELECT RAISE(ABORT, 'a claim is final'); END",
    *(
        f"""CREATE TRIGGER {table}_linked BEFORE INSERT ON {table} BEGIN
         SELECT RAISE(ABORT, 'the chain of claims') WHERE NEW.seal IS NULL OR NEW.place IS NOT 1 + coalesce(
             (SELECT length FROM chain WHERE organization_id = {of}), 0);
       END"""
        for table, of in _ORGANIZATIONS
    ),
    *(
        f"""CREATE TRIGGER {table}_counted AFTER INSERT ON {table} BEGIN
         INSERT INTO chain (organization_id, length, head, late) VALUES ({of}, NEW.place, NEW.seal, 0)
         ON CONFLICT (organization_id) DO UPDATE SET length = excluded.length, head = excluded.head;
       END"""
        for table, of in _ORGANIZATIONS
    ),
    "CREATE TRIGGER chain_kept BEFORE DELETE ON chain BEGIN SELECT RAISE(ABORT, 'the chain of claims'); END",
    """CREATE TRIGGER chain_fixed BEFORE UPDATE ON chain BEGIN
         SELECT RAISE(ABORT, 'the chain of claims')
         WHERE NEW.length <> OLD.length + 1 OR NEW.late <> OLD.late OR NEW.organization_id <> OLD.organization_id;
       END""",
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


def missing_guards(connection: sqlite3.Connection) -> list[str]:
    """The names of the triggers that a store lacks."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    return [name for name in GUARDS if name not in there]


def drop_guards(connection: sqlite3.Connection, exactly: bool = True) -> list[tuple[str, str]]:
    """Take away what `strange_guards` finds in a copy; what that was. Not `exactly`: ours too, which come anew."""
    found = strange_guards(connection, exactly)
    for type, name in [*found, *(() if exactly else [("trigger", guard) for guard in GUARDS])]:
        connection.execute(f"DROP {type} IF EXISTS {_quoted(name)}")
    return found


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
