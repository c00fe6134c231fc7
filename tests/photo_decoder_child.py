"""A site's photo decoder that is a real process and does as its first argument says.

It decodes nothing: it draws a picture whose every pixel tells where it belongs, marked with a byte
of the photo that it was given.
"""

import os
import resource
import signal
import socket
import struct
import sys

WIDTH, HEIGHT = 102, 126
MEBIBYTE = 1024 * 1024


def rows(mark):
    """Red is the column, green the row, blue the mark."""
    return [[(column, row, mark) for column in range(WIDTH)] for row in range(HEIGHT)]


def bgr(rows):
    return b"".join(bytes((blue, green, red)) for row in rows for red, green, blue in row)


def bmp(mark, height=HEIGHT, width=WIDTH):
    lines = [bgr([row]) + bytes(2) for row in rows(mark)]
    pixels = b"".join(lines if height < 0 else lines[::-1])
    head = struct.pack("<2sIIIIiiHHIIiiII", b"BM", 54 + len(pixels), 0, 54, 40, width, height, 1,
                       24, 0, len(pixels), 0, 0, 0, 0)  # fmt: skip
    return head + pixels


def say(data):
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def say_much(photo):
    for _ in range(1000):
        say(bytes(MEBIBYTE))


def say_and_hang(photo):
    say(bmp(photo[20]))
    signal.pause()


def leave_a_child(photo):
    os.fork()
    signal.pause()


def eat_memory(photo):
    eaten = []
    while True:
        eaten.append(bytearray(16 * MEBIBYTE))


def write_a_file(photo):
    with open(sys.argv[2], "wb") as file:
        file.write(photo)
    say(bmp(photo[20]))


def call_home(photo):
    with socket.create_connection(("127.0.0.1", int(sys.argv[2])), 5):
        say(bmp(photo[20]))


def check_surroundings(photo):
    core = resource.getrlimit(resource.RLIMIT_CORE)
    memory = resource.getrlimit(resource.RLIMIT_AS)
    is_right = core == (0, 0) and memory[1] == 256 * MEBIBYTE and "SECRET" not in os.environ
    sys.exit(0 if is_right else 9)


WISHES = {
    "bmp": lambda photo: say(bmp(photo[20])),
    "bmp-top-down": lambda photo: say(bmp(photo[20], -HEIGHT)),
    "bmp-wrong-size": lambda photo: say(bmp(photo[20], HEIGHT, WIDTH + 1)),
    "bgr": lambda photo: say(bgr(rows(photo[20]))),
    "bgr-flipped": lambda photo: say(bgr(rows(photo[20])[::-1])),
    "bgr-turned": lambda photo: say(bgr([row[::-1] for row in rows(photo[20])[::-1]])),
    "half": lambda photo: say(bmp(photo[20])[:20000]),
    "nothing": lambda photo: None,
    "garbage": lambda photo: say(bytes((at * 31) & 0xFF for at in range(38862))),
    "huge": say_much,
    "hang-before": lambda photo: signal.pause(),
    "hang-after": say_and_hang,
    "leave-a-child": leave_a_child,
    "crash": lambda photo: os.abort(),
    "refuse": lambda photo: sys.exit(3),
    "eat-memory": eat_memory,
    "write-a-file": write_a_file,
    "call-home": call_home,
    "check-surroundings": check_surroundings,
}
WISHES[sys.argv[1]](b"" if sys.argv[1] == "hang-before" else sys.stdin.buffer.read())
