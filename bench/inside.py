"""Times commands within programs that run already: Kwalk, crash and drgn, one after the other on the same dump.

Kwalk and crash read their commands from standard input; each is written between two `!date`, and what two of them cost with
nothing in between is taken off. drgn runs the same work as Python that times itself. A first run of a command in a program is
told apart from the median of the last ones (cold and warm): Kwalk's code is compiled as it runs, and a shell is warm after its
first minute. Each program is started several times, and the medians are told. What takes longer than a limit is ended, and told
so.
"""

import os
import re
import statistics
import subprocess
import tempfile

# How often each program does it, and how many of the last count as warm.
TIMES = {"kwalk": 30, "crash": 3, "drgn": 2}
LAST = {"kwalk": 7, "crash": 2, "drgn": 1}
LIMIT = 300

# How often each program is started, unless the first took longer than so many seconds.
STARTS = 3
LONG = 60

DRGN_CLOCK = """
import time
def timed(work):
    for _ in range({times}):
        start = time.monotonic()
        with open("/dev/null", "w") as out:
            work(out)
        print("@", time.monotonic() - start, flush=True)
"""

DRGN_PAGES = """
from drgn.helpers.linux import for_each_page, page_to_phys
def work(out):
    for page in for_each_page(prog):
        try:
            out.write("%x %x %x %d %x\\n" % (page.value_(), page_to_phys(page), page.mapping.value_(),
                                            page._refcount.counter, page.flags))
        except Exception as problem:
            out.write(str(problem))
timed(work)
"""

DRGN_SLAB_FLAGS = """
from drgn.helpers.linux import for_each_page, PageSlab
def work(out):
    slabs = 0
    for page in for_each_page(prog):
        try:
            slabs += PageSlab(page)
        except Exception:
            pass
    out.write(str(slabs))
timed(work)
"""

DRGN_OBJECTS = """
from drgn.helpers.linux import for_each_slab_cache, slab_cache_for_each_allocated_object
def work(out):
    for cache in for_each_slab_cache(prog):
        try:
            for thing in slab_cache_for_each_allocated_object(cache, "char"):
                out.write("%x\\n" % thing.address_of_().value_())
        except Exception as problem:
            out.write(str(problem))
timed(work)
"""

DRGN_TASKS = """
from drgn.helpers.linux import for_each_task
def work(out):
    for task in for_each_task(prog):
        out.write("%s %d\\n" % (task.comm.string_().decode(errors="replace"), task.pid))
timed(work)
"""

DRGN_TRACES = """
def work(out):
    for thread in prog.threads():
        try:
            out.write(str(thread.stack_trace()))
        except Exception as problem:
            out.write(str(problem))
timed(work)
"""

DRGN_AREAS = """
from drgn.helpers.linux import for_each_task, for_each_vma
def work(out):
    for task in for_each_task(prog):
        if task.mm:
            for vma in for_each_vma(task.mm):
                out.write("%x %x %x %x\\n" % (vma.value_(), vma.vm_start, vma.vm_end, vma.vm_flags))
timed(work)
"""


class Question:
    """The same work for each program; None where one has no such thing."""

    def __init__(self, name, title, kwalk, crash, drgn):
        self.name = name
        self.title = title
        self.work = {"kwalk": kwalk, "crash": crash, "drgn": drgn}


QUESTIONS = [
    Question("pages", "`kmem -p`", "kmem -p", "kmem -p", DRGN_PAGES),
    Question("slab-flags", "slab flag of every page (Kwalk: `kmem -p`)", "kmem -p", None, DRGN_SLAB_FLAGS),
    Question("members", "`kmem -m flags,mapping,_refcount`", "kmem -m flags,mapping,_refcount",
             "kmem -m flags,mapping,_refcount", None),
    Question("objects", "all allocated objects of all slab caches (Kwalk: `kmem -S -a`)", "kmem -S -a", None, DRGN_OBJECTS),
    Question("slabs", "`kmem -S`", "kmem -S", "kmem -S", None),
    Question("tasks", "`foreach task -R comm,pid`", "foreach task -R comm,pid", "foreach task -R comm,pid", DRGN_TASKS),
    Question("traces", "`foreach bt`", "foreach bt", "foreach bt", DRGN_TRACES),
    Question("lines", "`foreach bt -l -i` (crash: `-l`)", "foreach bt -l -i", "foreach bt -l", DRGN_TRACES),
    Question("areas", "`foreach vm`", "foreach vm", "foreach vm", DRGN_AREAS),
    Question("files", "`foreach files`", "foreach files", "foreach files", None),
    Question("search", "`search -k 1122334455667788`", "search -k 1122334455667788", "search -k 1122334455667788", None),
]


class Answer:
    def __init__(self, seconds, peak, note=""):
        self.seconds = seconds
        self.peak = peak
        self.note = note

    def cold(self):
        return self.seconds[0]

    def warm(self, program):
        return statistics.median(self.seconds[-LAST[program]:])

    def has_all(self, program):
        return len(self.seconds) == TIMES[program]


def median(answers):
    """Of the first times, the second ones, and so on."""
    seconds = [statistics.median(times) for times in zip(*(answer.seconds for answer in answers))]
    return Answer(seconds, max(answer.peak for answer in answers), answers[0].note)


def shell_lines(command, times, folder):
    """Three dates in a row first: what they cost is not the command's."""
    date = "!date +@%s.%N"
    lines = [date, date, date]
    for _ in range(times):
        lines += [f"{command} > {folder}/out", date]
    return "\n".join(lines + ["quit"]) + "\n"


def of_shell(program, command, dump, vmlinux, folder, environment):
    inside = program.path(folder) if program.wrapper else folder
    arguments = program.command + ["-s", program.path(vmlinux), program.path(dump)]
    out, peak, note = run(program, arguments, shell_lines(command, TIMES[program.name], inside), environment)
    dates = [float(line) for line in re.findall(r"^@(\d+\.\d+)$", out, re.M)]
    if len(dates) < 4:
        return Answer([], peak, note or "no answer")
    steps = [end - start for start, end in zip(dates, dates[1:])]
    own = min(steps[:2])
    return Answer([max(0.0, step - own) for step in steps[2:]], peak, note)


def of_drgn(program, script, dump, vmlinux, environment):
    arguments = program.command + ["-q", "-c", program.path(dump), "-s", program.path(vmlinux), "-e",
                                   DRGN_CLOCK.replace("{times}", str(TIMES["drgn"])) + script]
    out, peak, note = run(program, arguments, "", environment)
    return Answer([float(line) for line in re.findall(r"^@ (\S+)$", out, re.M)], peak, note)


# Runs its arguments for at most a limit of seconds; says at the end the KiB at the peak of the largest process.
STOPWATCH = """
import resource, subprocess, sys
try:
    subprocess.run(sys.argv[2:], timeout=float(sys.argv[1]), check=False)
except subprocess.TimeoutExpired:
    print("@ended", flush=True)
print("@peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, flush=True)
"""


def run(program, arguments, lines, environment):
    command = program.wrapper + ["python3", "-c", STOPWATCH, str(LIMIT)] + arguments
    with tempfile.TemporaryFile("w+") as given:
        given.write(lines)
        given.seek(0)
        done = subprocess.run(command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
                              check=False)
    out = done.stdout.decode(errors="replace")
    peak = re.search(r"^@peak (\d+)$", out, re.M)
    complaints = done.stderr.decode(errors="replace").strip().splitlines()
    note = f"ended after {LIMIT} s" if "@ended" in out else complaints[-1] if complaints else ""
    return out, int(peak.group(1)) / 1024 if peak else 0, note


def ask(question, program, dump, vmlinux, folder, environment):
    """None if it has no such thing."""
    if question.work[program.name] is None:
        return None
    answers = [once(question, program, dump, vmlinux, folder, environment)]
    if answers[0].has_all(program.name) and sum(answers[0].seconds) < LONG:
        answers += [once(question, program, dump, vmlinux, folder, environment) for _ in range(1, STARTS)]
    return median(answers)


def once(question, program, dump, vmlinux, folder, environment):
    work = question.work[program.name]
    if program.name == "drgn":
        return of_drgn(program, work, dump, vmlinux, environment)
    return of_shell(program, work, dump, vmlinux, folder, environment)


def rows(question, answers):
    """One row a program; the ratio is to the better peer, by its warm time."""
    peers = [answer.warm(name) for name, answer in answers.items() if name != "kwalk" and answer.seconds]
    best = min(peers, default=None)
    for name, answer in answers.items():
        title = question.title if name == "kwalk" else ""
        if not answer.seconds:
            yield f"| {title} | {name} | | | | | {answer.peak:,.0f} | {answer.note or 'no answer'} |"
            continue
        cold = f"{answer.cold() / best:.3f}" if name == "kwalk" and best else ""
        warm = f"{answer.warm(name) / best:.3f}" if name == "kwalk" and best else ""
        ended = answer.note if answer.note.startswith("ended") else ""
        yield (f"| {title} | {name} | {answer.cold() * 1000:,.0f} | **{answer.warm(name) * 1000:,.0f}** | {cold} | {warm} "
               f"| {answer.peak:,.0f} | {ended} |")


def table(programs, dump, vmlinux, chosen, scratch, environment):
    yield "| command | program | first ms | warm ms | first / better peer's warm | warm / better peer's | peak MiB | |"
    yield "|---|---|--:|--:|--:|--:|--:|---|"
    with tempfile.TemporaryDirectory(prefix="kwalk-bench-", dir=scratch) as folder:
        os.chmod(folder, 0o777)
        for question in QUESTIONS:
            if chosen and question.name not in chosen:
                continue
            answers = {}
            for program in programs:
                answer = ask(question, program, dump, vmlinux, folder, environment)
                if answer is not None:
                    answers[program.name] = answer
            yield from rows(question, answers)
