"""Start a terminal program in a pty, wait until it shows its list, quit it, and fail unless it ends well."""

import os
import pty
import select
import sys
import time

pid, terminal = pty.fork()
if pid == 0:
    os.environ |= {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
    os.execv(sys.argv[1], sys.argv[1:])
seen, asked, deadline = b"", False, time.monotonic() + 60
while time.monotonic() < deadline:
    if select.select([terminal], [], [], 0.2)[0]:
        try:
            seen += os.read(terminal, 65536)
        except OSError:
            break
    elif b"In Progress" in seen and b"%" in seen and not asked:
        os.write(terminal, b"q")
        asked = True
if not asked:
    os.kill(pid, 9)
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
print("started and ended well" if asked and status == 0 else f"failed ({status}):\n{seen[-2000:]!r}")
sys.exit(0 if asked and status == 0 else 1)
