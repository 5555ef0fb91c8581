"""`ce-tui phrase`: the rotating attendance phrase of a session, full screen in the room or printed for scripts."""

from ce_tui.commands.job import Job, Wrong
from ce_tui.commands.printing import dump, line, moment
from ce_tui.commands.store_file import open_store
from ce_tui.credit.attendance import phrase_problem
from ce_tui.credit.phrase import phrase, starts, window_of
from ce_tui.credit.text import clean
from ce_tui.exit_codes import DONE


def run(job: Job) -> int:
    """Show the phrase of a session, or print the one of this moment."""
    now = job.clock()
    with open_store(job.settings, now) as store:
        session, organization = store.credits.session(clean(job.args.session))
    problem = phrase_problem(session, now)
    if not session.secret or (problem and (job.args.once or job.json)):
        raise Wrong(problem)
    if not (job.args.once or job.json):
        from ce_tui.ui.phrase_app import PhraseApp

        app = PhraseApp(session, job.clock, job.settings.theme, job.crashed)
        app.run()
        return app.return_code or DONE
    window = window_of(now)
    made = phrase(session.secret, session.id, window)
    if job.json:
        shown_at, until = (moment(starts(number), organization.zone) for number in (window, window + 1))
        dump({"session": session.id, "title": session.title, "phrase": made, "shown_at": shown_at, "until": until})
    else:
        line(made)
    return DONE
