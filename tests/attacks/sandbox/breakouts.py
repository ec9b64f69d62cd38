"""Ways out: host files, own programs, namespaces, sockets, keys, other processes, devices."""

from __future__ import annotations

from tests.attacks.sandbox.attack import Attack
from tests.attacks.sandbox.probe import CALLS

EPERM, ENOSYS, EAFNOSUPPORT = 1, 38, 97
KILLED = 159
"""128 + SIGSYS."""


def _refused(call: str, arguments: str = "0 0 0 0 0", error: int = EPERM) -> Attack:
    """A system call that the filter refuses whatever its arguments are."""
    return Attack(
        f"{call}()",
        "system calls",
        "fails, from whatever program it is made",
        f"probe {CALLS[call]} {arguments}; echo {call} $?",
        prints=(f"{call} {error}",),
    )


FILES = (
    Attack(
        "read the host's files",
        "files",
        "there are none",
        "cat HOMEDIR/secret ~/secret /etc/passwd /etc/shadow; ls -R /home /root /var; cat /proc/1/root/etc/passwd",
        rules=("outside-scratch",),
        quick=True,
    ),
    Attack(
        "write to the host",
        "files",
        "the root, its tools and its scripts are read-only",
        "echo x >CANARY; echo x >/x; touch /usr/bin/x; mkdir /opt/x; echo x >>/opt/real/lib.sh\n"
        "echo x >>/doc/1/book.md; echo x >/etc/ld.so.preload; echo x >/sim/new; echo held",
        prints=("held",),
        rules=("write-refused",),
        quick=True,
    ),
    Attack(
        "links to the host",
        "files",
        "they lead to the sandbox's own root, and are not kept",
        "ln -s HOMEDIR/secret a; ln -s / b; ln -s /proc/1/root c; cat a bHOMEDIR/secret cHOMEDIR/secret\n"
        "ln /opt/real/lib.sh d; echo x >CANARY",
        rules=("left-out",),
    ),
    Attack(
        "up and out",
        "files",
        "the way up ends at the sandbox's root",
        "cd /; cd ../../..; pwd; cat ../../../../HOMEDIR/secret; cd /proc/1/cwd/../..; ls -d HOMEDIR",
        prints=("/",),
    ),
    Attack(
        "the builder's old root",
        "files",
        "it is gone from the mounts",
        "ls /old; grep -c ' /old' /proc/self/mountinfo; ls /proc/1/root/old",
        prints=("0",),
    ),
    Attack(
        "change the next block",
        "files",
        "blocks lie in a read-only folder",
        "echo 'echo evil' >/doc/2/book.md; mkdir /doc/2; ln -s /work/x /doc/2; echo held",
        prints=("held",),
        never=("evil\\n",),
    ),
    Attack(
        "change the tools",
        "files",
        "PATH and functions of a block do not reach the supervisor",
        "printf 'echo evil\\n' >find; cp find cat; cp find xargs; cp find rm; chmod +x find cat xargs rm\n"
        "PATH=/work; find() { echo evil; }; builtin() { echo evil; }; declare -fx find builtin",
        saved={"find": b"echo evil\n"},
        never=("evil\\nnext",),
    ),
)

PROGRAMS = (
    Attack(
        "a copied program",
        "programs",
        "does not start, by name, by the loader, or by a shell without functions",
        "cp /usr/bin/true t; chmod +x t; ./t; echo a $?\n"
        "for l in /lib64/ld-linux*.so.* /lib/ld-linux*.so.*; do [ ! -e $l ] || { $l ./t; echo b $?; }; done\n"
        "sh -c ./t; echo c $?; env ./t; echo d $?; (exec ./t); echo e $?",
        prints=("a 126", "b 127", "c 126", "d 126", "e 126"),
        rules=("permission-refused",),
        quick=True,
    ),
    Attack(
        "a program in /tmp",
        "programs",
        "no writable folder starts one",
        "for d in /tmp /work /dev/shm /sim /doc; do cp /usr/bin/true $d/t && chmod +x $d/t && sh -c $d/t\n"
        "done 2>/dev/null; sh -c /tmp/t; echo $?; find / -xdev -writable -type d 2>/dev/null | wc -l",
        prints=("126",),
    ),
    Attack(
        "a library of one's own",
        "programs",
        "is not mapped: by LD_PRELOAD, by the library path, or as a bash builtin",
        "L=$(ls /lib/*/libm.so.6 /usr/lib64/libm.so.6 2>/dev/null | head -n 1); cp $L x.so; chmod +x x.so\n"
        "LD_PRELOAD=/work/x.so /usr/bin/true 2>&1 | grep -c 'cannot be preloaded'\n"
        "enable -f /work/x.so evil 2>&1 | grep -c 'failed to map'",
        prints=("1", "1"),
    ),
    Attack(
        "code through /proc/self/mem",
        "programs",
        "the processes' memory cannot be written",
        "(echo x >/proc/self/mem); echo $?; echo x >/proc/$$/mem; echo $?; dd if=/dev/zero of=/proc/1/mem count=1; echo $?",
        prints=("1", "1", "1"),
        rules=("write-refused",),
        quick=True,
    ),
    _refused("memfd_create"),
    _refused("memfd_secret"),
    _refused("execveat"),
    Attack(
        "a script",
        "programs",
        "still runs by name: arguments, input, exit code, in pipes and substitutions",
        "printf '#!/bin/bash\\necho \"$1 $(cat)\"; exit 7\\n' >x.sh; chmod +x x.sh\n"
        "echo in | ./x.sh one; echo ${PIPESTATUS[1]}; y=$(echo in | ./x.sh two); echo $y $?; bash x.sh </dev/null",
        prints=("one in", "7", "two in 7"),
        quick=True,
    ),
    Attack(
        "an interpreter of one's own",
        "programs",
        "a script's first line starts nothing that could not be started without it",
        "cp /usr/bin/true t; printf '#!/work/t\\n' >x.sh; chmod +x t x.sh; ./x.sh; echo $?\n"
        "printf '#!/usr/bin/python3\\n' >y.sh; chmod +x y.sh; ./y.sh; echo $?",
        prints=("126", "126"),
    ),
    Attack(
        "a script's name as code",
        "programs",
        "a name is not carried out when its function is made",
        "printf 'echo ran\\n' >'x;echo evil'; chmod +x 'x;echo evil'; './x;echo evil'; echo $?\n"
        "printf 'echo ran\\n' >'$(echo evil)'; chmod +x *; './$(echo evil)'; echo $?; echo done",
        prints=("126", "126", "done"),
        never=("evil\\nec", "ran\\n"),
    ),
)

NAMESPACES = (
    Attack(
        "unshare a user",
        "namespaces",
        "no new user namespace, from any program",
        f"probe {CALLS['unshare']} {0x10000000}; echo u $?; probe {CALLS['clone']} {0x10000011} 0; echo c $?\n"
        f"probe {CALLS['clone']} {0x00020011} 0; echo m $?; probe {CALLS['clone3']} 0 88; echo 3 $?",
        prints=("u 1", "c 1", "m 1", "3 38"),
        quick=True,
    ),
    _refused("setns"),
    _refused("mount"),
    _refused("umount2"),
    _refused("pivot_root"),
    _refused("chroot"),
    _refused("fsopen"),
    Attack(
        "join by nsenter",
        "namespaces",
        "there is no such program, and nothing to join",
        "nsenter -t 1 -a true; unshare -rn true; setpriv true; mount -t tmpfs x /mnt; capsh --print\n"
        "readlink /proc/1/ns/user /proc/self/ns/user | uniq | wc -l",
        prints=("1",),
        rules=("no-such-command",),
    ),
)

SOCKETS = (
    Attack(
        "the host's loopback",
        "sockets",
        "is another one",
        "exec 9<>/dev/tcp/127.0.0.1/PORT; echo x >/dev/udp/127.0.0.1/PORT; echo x >/dev/tcp/192.0.2.1/80",
        rules=("network-refused",),
        quick=True,
    ),
    Attack(
        "a host's name",
        "sockets",
        "nothing is looked up",
        "echo x >/dev/tcp/outside.example.org/80; curl -s https://outside.example.org/",
        rules=("network-refused", "refused-host"),
    ),
    Attack(
        "curl by other ways",
        "sockets",
        "a host that is not simulated is refused by name",
        "/usr/bin/curl -s http://127.0.0.1:PORT/x; command curl -s http://127.0.0.1:PORT; env -i curl -s https://x.org\n"
        "echo http://127.0.0.1:PORT/ | xargs curl -s; sh -c 'curl -s http://127.0.0.1:PORT/'",
        rules=("refused-host",),
    ),
    Attack(
        "exotic sockets",
        "sockets",
        "only Unix and plain internet sockets can be made",
        'for f in 3 4 9 15 16 17 21 29 31 38 40 44; do probe 41 $f 1 0; echo -n "$? "; done; echo\n'
        "probe 41 2 3 1; echo raw $?; probe 41 2 5 132; echo sctp $?; probe 41 1 1 0; echo unix $?",
        prints=("97 " * 12, "raw 97", "sctp 97", "unix 0"),
        quick=True,
    ),
    Attack(
        "abstract sockets of the host",
        "sockets",
        "are in another network namespace",
        "grep -c @ /proc/net/unix; wc -l </proc/net/tcp",
        prints=("0", "1"),
    ),
)

KEYS = (
    _refused("keyctl", "0 4294967293 1 0 0"),
    _refused("add_key"),
    _refused("request_key"),
    Attack(
        "the caller's keys",
        "keyrings",
        "their names are not shown",
        "cat /proc/keys | wc -c; cat /proc/key-users | wc -c",
        prints=("0", "0"),
        quick=True,
    ),
)

PROCESSES = (
    _refused("ptrace", "16902 1 0 0"),
    _refused("process_vm_readv", "1 0 0 0 0"),
    _refused("pidfd_getfd", "0 198 0"),
    _refused("prlimit64", "1 7 0 0"),
    Attack(
        "the host's processes",
        "processes",
        "only the sandbox's own are there",
        "ls -d /proc/[0-9]* | wc -l | awk '{print ($1 < 12)}'; cat /proc/*/cmdline | tr '\\0' ' ' | grep -c '[b]uilder.py'",
        prints=("1", "0"),
    ),
    Attack(
        "the supervisor's socket",
        "processes",
        "cannot be opened by way of /proc, and no block inherits it",
        "for fd in /proc/1/fd/*; do [ ! -S $fd ] || { echo x >$fd; echo $?; }; done\n"
        "ls -l /proc/self/fd | grep -c socket; (echo x >&198); echo $?",
        prints=("1", "0", "1"),
        quick=True,
    ),
    Attack(
        "the environment",
        "processes",
        "is not the caller's",
        "env; cat /proc/1/environ /proc/self/environ | tr '\\0' '\\n'; jq -n 'env, $ENV'",
        never=("SANDBOX_BAIT", "PYTEST"),
        quick=True,
    ),
    Attack(
        "a setuid program",
        "processes",
        "gains nothing",
        "cp /usr/bin/id i; chmod 6755 i; ./i; grep NoNewPrivs /proc/self/status; grep CapBnd /proc/self/status; su -c id",
        prints=("NoNewPrivs:\t1", "CapBnd:\t0000000000000000"),
    ),
)

DEVICES = (
    Attack(
        "devices",
        "devices",
        "none but null, zero, full, random and a terminal's",
        "mknod d b 8 0; mknod c c 1 1; cat /dev/sda /dev/mem /dev/kmsg /dev/kvm /dev/vda; ls /dev/shm /dev/mqueue; echo held",
        prints=("held",),
        rules=("no-such-command",),
    ),
    Attack(
        "kernel settings",
        "devices",
        "/proc is read-only and /sys is not there",
        "echo 1 >/proc/sys/kernel/core_pattern; echo b >/proc/sysrq-trigger; echo -17 >/proc/self/oom_score_adj\n"
        "echo 0 1 1 >/proc/self/uid_map; ls /sys; ls /sys/fs/cgroup; echo held",
        prints=("held",),
        rules=("write-refused",),
    ),
    _refused("bpf"),
    _refused("perf_event_open"),
    _refused("io_uring_setup"),
    _refused("userfaultfd"),
    _refused("open_by_handle_at"),
    _refused("kexec_load"),
    _refused("init_module"),
    _refused("personality", "2097152"),
    _refused("shmget", "0 1073741824 950"),
    _refused("msgget", "0 950"),
    _refused("mq_open"),
    Attack(
        "another machine's calls",
        "system calls",
        "32-bit and x32 calls end the process",
        f"probe 32; echo i386 $?; probe {0x40000000 + 39}; echo x32 $?",
        prints=(f"i386 {KILLED}", f"x32 {KILLED}"),
        quick=True,
    ),
    Attack(
        "calls newer than the filter",
        "system calls",
        "are as on an older kernel",
        "probe 463; echo $?; probe 999; echo $?",
        prints=(str(ENOSYS), str(ENOSYS)),
    ),
)

ATTACKS = (*FILES, *PROGRAMS, *NAMESPACES, *SOCKETS, *KEYS, *PROCESSES, *DEVICES)
