"""`ce-tui kiosk`: a kiosk that many people use, one after the other."""

import os

from ce_tui.commands.job import Job, Wrong
from ce_tui.commands.store_file import exists
from ce_tui.kiosk.launcher import Launcher, command
from ce_tui.kiosk.options import options_of
from ce_tui.kiosk.passcode import kept_passcode
from ce_tui.store import StoreError


def run(job: Job) -> int:
    """Run the launcher until the staff closes the kiosk."""
    settings = job.settings
    options_of(settings)  # what is wrong with the settings is said before the screen is taken
    if not kept_passcode(settings):
        raise Wrong("Nobody could close this station: set its passcode first with `ce-tui kiosk --set-passcode`.")
    if not exists(settings.store):
        raise StoreError(f"There is no store at {settings.store} yet; `ce-tui import FILE` makes it.")
    arguments = [
        f"--store={settings.store}",
        f"--config={settings.config}" if settings.config.exists() else "",
        f"--log={settings.log}",
        f"--theme={settings.theme}" if settings.theme else "",
    ]
    return Launcher(command([text for text in arguments if text]), os.environ).run()
