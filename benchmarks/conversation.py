"""How soon the coach answers and falls silent, how soon it starts, and what it costs: read from recordings.

    python benchmarks/conversation.py            all
    python benchmarks/conversation.py --quick    fewer turns

Turn gaps and hush are measured in virtual time (recordings in and out, computing time added), as `--mic`, `--speaker` and
`--fast` do; the start, memory and CPU in real processes. Figures are medians and 95th percentiles, the machine's noise in them.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable

from voicecoach.config import Settings
from voicecoach.ears.synthetic import Turn
from voicecoach.measuring import audible_after, silent_after, speech_end
from voicecoach.staged import Staged, hold

VOICES = ("en-us+f3", "en-us", "en-us+m3")
START = "I didn't get the job."
COMMANDS = ("skip", "go back", "say that again", "slower", "louder", "how long", "help", "pause")
"""Spoken in silence, when the coach waits: from the end of the word to the coach's first sound."""

PATHS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("after-a-no", (("six", "number"), ("it's new", "choice"), ("none of them", "choice"))),
    ("after-a-no", (("two", "number"), ("for weeks", "choice"), ("talk kindly", "choice"), ("stop", "command"))),
    ("name-the-feeling", (("sad", "short"), ("seven", "number"), ("stop", "command"))),
    ("name-the-feeling", (("disappointed", "short"), ("four", "number"), ("stop", "command"))),
    ("like-a-friend", (("my sister", "short"), ("stop", "command"))),
    ("easy-breaths", (("three", "number"), ("stop", "command"))),
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--quick", action="store_true")
    quick = arguments.parse_args().quick
    voices = VOICES[:1] if quick else VOICES
    gaps: dict[str, list[float]] = {}
    unanswered = 0
    for voice in voices:
        for exercise, answers in PATHS:
            staged = hold([Turn(text) for text, _ in answers], Settings(country="US"), exercise, voice)
            for (_, began, ended), (_, kind) in zip(staged.user, answers, strict=False):
                gap = turn_gap(staged, began, ended)
                if gap is None or gap > 6:
                    unanswered += 1
                else:
                    gaps.setdefault(kind, []).append(gap)
        for command in COMMANDS:
            staged = hold([Turn(command)], Settings(country="US"), "after-a-no", voice)
            for _, began, ended in staged.user:
                gap = turn_gap(staged, began, ended)
                if gap is None or gap > 6:
                    unanswered += 1
                else:
                    gaps.setdefault("command", []).append(gap)
    print("Turn gap: from the end of the user's speech to the first audible sample of the reply")
    for kind, values in sorted(gaps.items()):
        print(f"  {kind:8} {row(values)}")
    print(f"  not answered within 6 s (misheard, or taken as a longer thought): {unanswered}")
    print("  people among themselves: 208 ms (Stivers et al. 2009, median of ten languages)")
    print("  Moonshine tiny, speech end to text, without the wait for silence: 69 ms on Linux x86 (its own figures)")

    hushes = [hush(voice, word) for voice in voices for word in ("stop", "pause")]
    print("Hush: from the end of the word, said over the coach, to silence")
    print(f"  {row([h for h in hushes if h is not None])}; not taken: {hushes.count(None)}")
    print("  Open Voice OS decides on stop within 0.5 s (its documentation)")
    cold_start(3 if quick else 7)
    waiting()


def turn_gap(staged: Staged, began: float, ended: float) -> float | None:
    clip = staged.heard[round(began * 16_000) : round(ended * 16_000)]
    spoken = began + speech_end(clip, 16_000)
    audible = audible_after(staged.played, staged.rate, spoken)
    return None if audible is None else audible - spoken


def hush(voice: str, word: str) -> float | None:
    """Said over a long sentence; the coach is silent when nothing sounds for 30 ms, before its short answer begins."""
    staged = hold([Turn(word, over="Nearly everyone", delay=0.5)], Settings(country="US"), "after-a-no", voice)
    if not staged.user:
        return None
    _, began, ended = staged.user[0]
    spoken = began + speech_end(staged.heard[round(began * 16_000) : round(ended * 16_000)], 16_000)
    answered = next((at for at, _ in staged.coach if at > began), None)
    if answered is None or answered - spoken > 3:
        return None
    return silent_after(staged.played[: round(answered * staged.rate)], staged.rate, began, gap=10.0) - spoken


def cold_start(times: int) -> None:
    """From the start of the program to the first caption, and to the first sound of the recording."""
    captions: list[float] = []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "voicecoach", "--data", folder, "--no-intro", "--country", "US"]
            began = time.monotonic()
            child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            assert child.stdout
            assert child.stdin
            for line in child.stdout:
                if line.startswith("Coach:"):
                    break
            captions.append(time.monotonic() - began)
            child.stdin.close()
            child.kill()
            child.wait()
    print("Cold start: from the command to the coach's first word (keyboard; the first word is spoken as its caption appears)")
    print(f"  {row(captions)}")


def waiting() -> None:
    """Memory and CPU while it waits for somebody to speak, with the recognizer loaded."""
    code = (
        "import sys,time\n"
        "from voicecoach import app\nfrom voicecoach.config import Settings\nimport numpy as np\n"
        "from voicecoach.messages import Listen\nfrom voicecoach.scope import Scope\n"
        "from voicecoach.mouths.voice import Voice\n"
        "s=Settings(country='US')\nl=app.listener(s)\nv=Voice(app.synthesizer(s)); v.render('Hello there.',130)\n"
        "m=app.session(s,{})\nm.start(0.0)\nl.listen(Listen(Scope('menu')))\n"
        "rng=np.random.default_rng(0)\nb=(rng.standard_normal(512)*0.0005).astype('float32')\n"
        "l.feed(b,0.0)\nt=time.process_time()\n"
        "for i in range(1875): l.feed(b,i*0.032)\n"
        "rows=dict(line.split(':',1) for line in open('/proc/self/status'))\n"
        "print((time.process_time()-t)/60, int(rows['VmHWM'].split()[0])/1024)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    share, megabytes = (float(word) for word in done.stdout.split())
    print("While waiting: a minute of a quiet room, recognizer, synthesizer and phrases loaded")
    print(f"  {share:.1%} of a core, {megabytes:.0f} MB at its highest (aim: under 400 MB without Vosk)")


def row(values: Iterable[float]) -> str:
    known = sorted(values)
    if not known:
        return "no figures"
    high = known[min(len(known) - 1, round(0.95 * (len(known) - 1)))]
    return f"median {statistics.median(known) * 1000:.0f} ms, 95 % {high * 1000:.0f} ms (n={len(known)})"


if __name__ == "__main__":
    main()
