"""A program of its own, small on purpose: it starts another program, waits for it, and reports what that took.

Linux counts towards the largest resident memory of a program also that of the process that was forked to become
it (``ru_maxrss`` of getrusage(2)). A program begun by this one, which imports nothing that is not in the
interpreter, therefore reads as at least 5 MB; begun by a search, it read as at least 25.

Its arguments: a file descriptor to report to, the bytes of address space allowed (-1: as many as there are), and
the command. The report is one line: ``ran STATUS WALL CPU RESIDENT``, with the status as wait4(2) has it, two
times in seconds, and kB; or ``failed ERRNO`` before it, where the command cannot be started.
"""

import os
import resource
import sys
import time


def main() -> None:
    report, memory, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    os.set_inheritable(report, False)
    began = time.monotonic()
    program = os.fork()
    if program == 0:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            _, most = resource.getrlimit(resource.RLIMIT_AS)
            if memory >= 0 and (most == resource.RLIM_INFINITY or memory < most):
                resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
            os.execvp(command[0], command)  # noqa: S606 - no shell is wanted
        except OSError as error:
            os.write(report, b"failed %d\n" % (error.errno or 0))
            os._exit(127)
    _, status, usage = os.wait4(program, 0)
    wall = time.monotonic() - began
    cpu = usage.ru_utime + usage.ru_stime
    os.write(report, b"ran %d %.9f %.6f %d\n" % (status, wall, cpu, usage.ru_maxrss))


if __name__ == "__main__":
    main()
