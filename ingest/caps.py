"""What a reading child may take of the machine: memory, and CPU for each file."""

from __future__ import annotations

import logging
import os
import resource
from pathlib import Path

log = logging.getLogger(__name__)

ADDRESS_SPACE = 1024 * 1024 * 1024
FAT = 512 * 1024 * 1024
"""A child that has ever used this much memory is replaced after its file."""
CPU_SECONDS = 20


def cap_memory() -> None:
    os.nice(5)
    for limit, value in ((resource.RLIMIT_AS, ADDRESS_SPACE), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(limit, (value, value))
        except (ValueError, OSError):  # macOS refuses some of them
            log.info("A limit of the reader cannot be set here.")


def cap_cpu() -> None:
    """CPU time counts over the child's whole life, so each file moves the limit on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + CPU_SECONDS + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def grant_cpu() -> None:
    """A file that says it is alive goes on with a little more: an honest manual has many pages.
    `WHOLE_SECONDS` of its parent end it all the same."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    used = resource.getrusage(resource.RUSAGE_SELF)
    left = soft - used.ru_utime - used.ru_stime
    if left < CPU_SECONDS:
        resource.setrlimit(resource.RLIMIT_CPU, (soft + 1, hard))


def is_fat() -> bool:
    """Whether this process has ever held more than `FAT` bytes.

    Linux keeps the parent's `ru_maxrss` over fork and exec, so a child of a big server would look
    fat from birth; the high-water mark of the address space is its own.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 > FAT
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > FAT
