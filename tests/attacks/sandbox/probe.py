"""The program of probe.c for x86_64, so that no compiler is needed where the tests run."""

from __future__ import annotations

import base64
import platform

_TEXT = """
f0VMRgIBAQAAAAAAAAAAAAIAPgABAAAAsABAAAAAAABAAAAAAAAAAIABAAAAAAAAAAAAAEAAOAACAEAAAwACAAEAAAAF
AAAAsAAAAAAAAACwAEAAAAAAALAAQAAAAAAAuQAAAAAAAAC5AAAAAAAAAAEAAAAAAAAAUeV0ZAYAAAAAAAAAAAAAAAAA
AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAAAAAABIiedIg+Tw6AAAAABIif4xwEiNfCTQuQwAAADzq0yL
BrgBAAAATI1MJNBJOcB+MUiD+Ad0K0iLfMYIMcmKF4PqMID6CXcQSGvJCkgPvtJI/8dIAdHr5kmJTMH4SP/A68pIi0Qk
0EmD+AJ1D0iD+CB1CbgUAAAAzYDrHkyLVCTwTItEJPhFMclIi1Qk6EiLdCTgSIt8JNgPBUiZSPfYRTHSRTHASCHQMdJF
MclIicdIida4PAAAAA8FwwAuc2hzdHJ0YWIALnRleHQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAsAAAABAAAABgAAAAAAAACwAEAAAAAAALAAAAAAAAAAuQAA
AAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAABAAAAAwAAAAAAAAAAAAAAAAAAAAAAAABpAQAAAAAAABEAAAAAAAAA
AAAAAAAAAAABAAAAAAAAAAAAAAAAAAAA
"""
PROGRAM = base64.b64decode(_TEXT)
FITS = platform.machine() == "x86_64"
"""Whether this machine can run it."""

CALLS = {
    "socket": 41,
    "clone": 56,
    "ptrace": 101,
    "personality": 135,
    "pivot_root": 155,
    "chroot": 161,
    "mount": 165,
    "umount2": 166,
    "init_module": 175,
    "kexec_load": 246,
    "add_key": 248,
    "request_key": 249,
    "keyctl": 250,
    "unshare": 272,
    "perf_event_open": 298,
    "prlimit64": 302,
    "open_by_handle_at": 304,
    "setns": 308,
    "process_vm_readv": 310,
    "memfd_create": 319,
    "bpf": 321,
    "execveat": 322,
    "userfaultfd": 323,
    "shmget": 29,
    "msgget": 68,
    "mq_open": 240,
    "io_uring_setup": 425,
    "fsopen": 430,
    "clone3": 435,
    "pidfd_getfd": 438,
    "memfd_secret": 447,
}
"""Numbers of system calls on x86_64, as <asm/unistd_64.h> has them."""
