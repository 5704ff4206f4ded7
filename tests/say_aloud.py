"""Speaks with espeak-ng into WAV files: ``python say_aloud.py`` reads [[voice, words a minute, text, file], ...] from stdin.

A process of its own, since the library holds one voice and one callback for all of a process. It uses
the library that the package espeakng-loader ships, so no system espeak is needed.
"""

import ctypes
import json
import os
import sys
import wave

import espeakng_loader

RATE_PARAMETER = 1
RETRIEVE, UTF8 = 1, 1


def main() -> None:
    espeak = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = espeak.espeak_Initialize(RETRIEVE, 0, os.fsencode(espeakng_loader.get_data_path()), 0)
    callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
    sound = bytearray()

    @callback
    def keep(samples: object, count: int, _events: object) -> int:
        if samples and count > 0:
            sound.extend(ctypes.string_at(samples, 2 * count))
        return 0

    espeak.espeak_SetSynthCallback(keep)
    for voice, wpm, text, file in json.load(sys.stdin):
        if espeak.espeak_SetVoiceByName(voice.encode()):
            sys.exit(f"espeak-ng has no voice {voice}")
        espeak.espeak_SetParameter(RATE_PARAMETER, wpm, 0)
        said = text.encode() + b"\0"
        espeak.espeak_Synth(said, len(said), 0, 1, 0, UTF8, None, None)
        espeak.espeak_Synchronize()
        with wave.open(file, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(rate)
            out.writeframes(bytes(sound))
        sound.clear()


if __name__ == "__main__":
    main()
