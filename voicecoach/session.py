"""The coach itself: events in, actions out. No I/O, no threads, no clock.

Tell the session what happened and what time it is; it answers with what to do. After each call the host must wake it
with ``Tick`` at ``deadline`` if nothing happens before, and must stop when ``ended`` is true.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from . import answering, commands, interrupting
from .echo import is_ours, is_over_us, shows_loudspeaker, without_echo
from .exercise import Ask, Cue, Exercise, Line, Speak, Step
from .journey import INTRO, MENU, Frame, Journey
from .messages import Action, End, Event, Heard, Hearing, InputEnded, Listen, Show, Spoken, Tick, Trouble
from .questions import Question
from .sayings import Sayings
from .scope import Scope
from .stage import Stage, Then
from .understanding import Meaning

Understand = Callable[[Heard, Scope], Meaning]
Flow = Callable[[int, str | None], str | None]
"""The exercise that answers a safety level and category; None: carry on."""

COMMAND_WPM = 140
ENDPOINT_COMMANDS = 0.8


class Session:
    """One conversation. ``exercise`` runs that one alone; otherwise the menu, after the intro on a first run."""

    def __init__(
        self,
        exercises: Mapping[str, Exercise],
        understand: Understand,
        sayings: Sayings,
        flow: Flow = lambda level, category: None,
        localize: Callable[[str], Mapping[str, Any]] = lambda country: {},
        slots: Mapping[str, Any] | None = None,
        seed: int = 0,
    ) -> None:
        self.stage = Stage()
        self.slots: dict[str, Any] = dict(slots or {})
        self.journey = Journey(exercises, self.slots, seed, self.stage.out.append)
        self.sayings = sayings
        self.ended = False
        self.paused: Then | None = None
        """How to go on, while a "pause" or a "quiet" lasts."""
        self.quieted = False
        """Whether it is a "quiet": it ends by itself, or as soon as anybody speaks."""
        self.question: Question | None = None
        self.meant: Meaning | None = None
        """What was understood last, for "why"."""
        self.understand, self.flow, self.localize = understand, flow, localize
        self.offer: answering.Offer | None = None
        self.met: set[str] = set()  # safety flows that were spoken in this session
        self._listening: Listen | None = None
        self.hushed: Then | None = None  # how to go on, while a command that was only half heard keeps us silent
        self._deaf = False
        self._in_the_room = False  # whether our loudspeaker is heard by our microphone

    # -- the interface -------------------------------------------------------

    @property
    def deadline(self) -> float | None:
        """When the session wants a ``Tick``, on the host's clock in seconds."""
        return self.stage.deadline

    def start(self, now: float, exercise: str | None = None, first_run: bool = False) -> list[Action]:
        self.journey.push(exercise or MENU, now)
        if first_run and not exercise:
            self.journey.push(INTRO, now)
        self.enter(0, now)
        return self._flush()

    def handle(self, event: Event, now: float) -> list[Action]:
        """Raises ContentError only for a content file that leads in a circle."""
        if self.ended:
            return []
        match event:
            case Heard():
                self._heard(event, now)
            case Hearing(text):
                self.stage.extend(now)
                interrupting.hush_early(self, text, now)
            case Spoken(utterance):
                self.stage.spoken(utterance, now)
            case Tick():
                self.stage.tick(now)
            case Trouble():
                self._trouble(event, now)
            case InputEnded():
                self._deaf = True
                if self.question or self.paused or self.offer:
                    self.stage.hush(now)
                    self._nobody(now)
        return self._flush()

    @property
    def scope(self) -> Scope:
        """What may be meant now."""
        if self.offer:
            return Scope("yesno")
        if not self.journey.frames:  # the last words are being spoken
            return Scope("exercise")
        asides = tuple(name for name, _ in self.journey.frame.exercise.asides)
        if self.question and not self.paused:
            scope = self.question.ask.scope
            return (
                scope if scope.name == "menu" else Scope(scope.name, scope.choices, tuple(dict.fromkeys(scope.asides + asides)))
            )
        return Scope("exercise", (), () if self.paused else asides)

    @property
    def attentive(self) -> bool:
        """Whether the coach is silent and waits for the user: the moment for the next line of a script."""
        return not self.ended and self.stage.waiting

    def run_command(self, intent: str, now: float) -> bool:
        """Whether it is a global command; if so it has been done."""
        if intent not in commands.COMMANDS:
            return False
        commands.COMMANDS[intent](self, now)
        return True

    def title(self, exercise: str) -> str:
        return self.journey.exercises[exercise].title if exercise in self.journey.exercises else exercise

    @property
    def firm(self) -> bool:
        """Whether only "stop" may interrupt now: safety text."""
        step = self.journey.step
        return isinstance(step, Speak | Ask) and step.firm and bool(self.stage.saying)

    # -- what was said -------------------------------------------------------

    def _heard(self, heard: Heard, now: float) -> None:
        interrupting.unhush(self, now)
        self._in_the_room = self._in_the_room or shows_loudspeaker(heard, self.stage, now)
        heard = without_echo(heard, self.stage, now)
        if not self.journey.frames or is_ours(heard, self.stage, now):
            return
        if not heard.text.strip() and not heard.phrase:
            if heard.source == "keyboard":
                self._enter_key(now)
            return
        meaning = self.understand(heard, self.scope)
        self.meant = meaning
        if interrupting.beyond_intro(self, heard, meaning, now) or interrupting.danger(self, meaning, now):
            return
        if is_over_us(heard, self.stage, now, self._in_the_room) or (self.firm and meaning.intent not in ("stop", "number")):
            return
        if meaning.intent == "resume" and self.scope.name == "yesno" and not self.paused:
            meaning = replace(meaning, intent="answer", value="yes", band="act")  # "go on", with nothing to resume
        if self.offer:
            answering.decided(self, self.offer, meaning, now)
        elif meaning.intent == "aside" and meaning.band == "act":
            answering.aside(self, str(meaning.value), now)
        elif self.scope.name == "menu":
            answering.at_menu_or_command(self, heard, meaning, now)
        elif meaning.band == "act" and self.run_command(meaning.intent, now):
            return
        elif self.question and not self.paused:
            answering.answer(self, heard, meaning, now)
        elif meaning.band == "ask" and meaning.intent in commands.COMMANDS:
            answering.did_you_mean(self, meaning, now)
        elif self.quieted:
            commands.resume(self, now)

    # -- walking -------------------------------------------------------------

    def begin(self, exercise: str, slots: Mapping[str, Any], now: float) -> None:
        """Run an exercise from the menu and come back to where ``start`` leads."""
        self.journey.frame.back_to = self._way_back()
        self.slots |= slots
        self.journey.push(exercise, now)
        self.enter(0, now)

    def _way_back(self) -> int:
        """Where the menu goes on after an exercise that was started from it."""
        step = self.journey.step
        target = step.target("start") if isinstance(step, Ask) else None
        return self.journey.frame.at if target is None else target

    def call(self, exercise: str, now: float, resume: bool = True) -> None:
        """Run an exercise at once; afterwards repeat the step that it broke into, or return to the menu."""
        self.stage.hush(now)
        if resume:
            self.journey.frame.back_to = self.journey.frame.at
        else:
            while len(self.journey.frames) > 1:
                self.journey.pop("stopped")
            alone = self.journey.frame.exercise.id != MENU
            self.journey.frame.back_to = len(self.journey.frame.exercise.steps) if alone else self._way_back()
        self.journey.push(exercise, now)
        self.enter(0, now)

    def enter(self, at: int, now: float) -> None:
        """Perform a step of the current exercise, or what follows it."""
        self.question = self.paused = self.offer = None
        self.quieted = False
        step = self.journey.enter(at, now)
        if step is None:
            return self.finish(now)
        return self._perform(step, now)

    def _perform(self, step: Step, now: float) -> None:
        match step:
            case Speak(wpm=wpm, gain=gain):
                self.stage.speak(self.journey.lines(step), wpm, now, self._advance, gain)
            case Cue(text=text, seconds=seconds, wpm=wpm):
                self.stage.hold(self.journey.fill(text), seconds, wpm, now, self._advance)
            case Ask() if self._deaf:
                self._nobody(now)
            case Ask():
                self.question = self.ask(step)
                self.question.put(now)

    def ask(self, ask: Ask) -> Question:
        """The question that a step asks, not yet put."""
        lines, ladder = self.journey.lines(ask), not self.journey.frame.reprompted
        short = self.journey.fill(ask.short) if ask.short else lines[-1].text
        return Question(ask, lines, short, self.stage, self.sayings, self.leave, ladder)

    def _advance(self, now: float) -> None:
        self.enter(self.journey.frame.at + 1, now)

    def leave(self, value: Any, now: float) -> None:
        """Leave the question with this value as its answer."""
        assert self.question
        ask, frame = self.question.ask, self.journey.frame
        frame.reprompted = frame.reprompted or self.question.reprompted
        target = ask.target(value)
        if value == "else" and target is None:
            target = ask.target("silence")
        return self.enter(frame.at + 1 if target is None else target, now)

    def interject(self, text: str, now: float, then: Then) -> None:
        self.stage.speak((Line(text, 0.3),), COMMAND_WPM, now, then)

    def last_words(self, key: str) -> str:
        """A standard sentence for the end; after a crisis the one that names the way to help."""
        care = f"{key}_care" if self.slots.get("care_mode") and self.sayings.has(f"{key}_care") else key
        return self.sayings.pick(care, **{name: self.slots.get(name, "") for name in ("line_name", "line_say")})

    def wait_at_menu(self, now: float) -> None:
        """Listen as the menu does, without asking anything: somebody who has said stop is not talked at."""
        self.question = self.ask(replace(self.journey.to_menu(), ladder=False))
        self.question.listen_now(now)

    def finish(self, now: float) -> None:
        self.ended = True
        self.stage.rest()
        self.stage.out.append(End())

    def stop_exercise(self, now: float) -> Frame | None:
        """Leave the exercise and all that called it; the menu's frame, or None when the session has none."""
        while self.journey.frames and self.journey.frame.exercise.id != MENU:
            self.journey.pop("stopped")
        self.question = self.offer = self.paused = None
        return self.journey.frame if self.journey.frames else None

    # -- the rest ------------------------------------------------------------

    def _enter_key(self, now: float) -> None:
        """An empty line: be silent, and listen if there is a question."""
        if not self.stage.saying or self.firm:
            return
        if self.question:
            self.stage.hush(now)
            self.question.listen_now(now)
        else:
            commands.quiet(self, now)

    def _trouble(self, trouble: Trouble, now: float) -> None:
        """Say it on the channel that still works: a lost loudspeaker on the screen only."""
        self.stage.out.append(Show(trouble.message))
        if trouble.device != "loudspeaker" and not self.firm and not self.paused:
            self.interject(trouble.message, now, self.stage.suspend(now))

    def _nobody(self, now: float) -> None:
        """Nobody is there to answer any more: end kindly."""
        self.question = self.offer = None
        self.stage.speak((Line(self.last_words("ended_input"), 0.0),), COMMAND_WPM, now, self.finish)

    def _flush(self) -> list[Action]:
        if not self.ended:
            self._listen()
        actions = list(self.stage.out)
        self.stage.out.clear()
        return actions

    def _listen(self) -> None:
        asking = self.question if not self.paused and not self.offer else None
        endpoint = asking.ask.endpoint if asking else ENDPOINT_COMMANDS
        listen = Listen(self.scope, endpoint, open=not self.stage.talking)
        if listen != self._listening:
            self._listening = listen
            self.stage.out.append(listen)
