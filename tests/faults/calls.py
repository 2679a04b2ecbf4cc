"""The calls by which a build changes files, found and disturbed by strace."""

import re
import tempfile
from collections import Counter
from dataclasses import dataclass

# Calls that change what is on a disk, in any of their spellings.
CHANGING = (
    "creat,open,openat,openat2,write,pwrite64,writev,pwritev,pwritev2,copy_file_range,sendfile,splice,truncate,ftruncate,fallocate,"
    "rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,mknod,mknodat,link,linkat,symlink,symlinkat,chmod,fchmod,fchmodat,"
    "chown,fchown,lchown,fchownat,utime,utimes,futimesat,utimensat,setxattr,lsetxattr,fsetxattr,fsync,fdatasync,sync,syncfs,"
    "sync_file_range,flock,ioctl"
)
LINE = re.compile(r"\d+ +(\w+)\((.*)")
# A path that was given by name, and one that was given by an open file.
NAMED, OPEN = re.compile(r'"((?:[^"\\]|\\.)*)"'), re.compile(r"\d+<([^>]*)>")


@dataclass(frozen=True)
class Call:
    """The n-th time that a run makes this call about this path."""

    name: str
    path: str
    turn: int

    def __str__(self):
        return f"{self.name} of {self.path}" + (f" (turn {self.turn})" if self.turn > 1 else "")


def changing(trace, folder):
    """The calls in a trace that change something below a folder, in their order."""
    turns, found = Counter(), []
    for line in trace.splitlines():
        match = LINE.match(line)
        if not match:
            continue
        name, arguments = match.groups()
        path = subject(arguments)
        if path is None or not path.startswith(f"{folder}/"):
            continue
        turns[name, path] += 1
        # Looking is no change, but counts among the calls about this path.
        if not name.startswith("open") or re.search(r"O_(WRONLY|RDWR|CREAT|TRUNC)", arguments):
            found.append(Call(name, path, turns[name, path]))
    return found


def subject(arguments):
    """The path that a call is about: of two, the stage's, which is not touched otherwise."""
    named = NAMED.findall(arguments)
    staged = [path for path in named if "/.public." in path]
    if named:
        return (staged or named)[-1]
    match = OPEN.match(arguments)
    return match and match[1]


def traced(folder):
    """The arguments for a run that is written down, and where."""
    trace = tempfile.NamedTemporaryFile(dir=folder, prefix="trace-")
    return trace, ["strace", "-f", "-y", "-s", "1", "-e", f"trace={CHANGING}", "-o", trace.name]


def disturbed(call, how):
    """The arguments for a run in which something happens at this call and at no other."""
    at = f"{call.name}:{how}:when={call.turn}"
    # Not with --seccomp-bpf: strace 6.1 then does not see the calls that -P is about.
    return ["strace", "-f", "-qqq", "-P", call.path, "-e", f"trace={call.name}", "-o", "/dev/null", "--inject", at]
