"""Which digits of a raw recording PyPI's `dtmf` hears: `python3 heard.py FOLDER/ours FOLDER/spandsp`."""

import array
import sys

import dtmf

RATE_HZ = 8000


def heard_in(samples):
    """One digit for every run of blocks with the same tone."""
    heard, last = [], None
    for block in dtmf.detect(samples, RATE_HZ):
        digit = block.tone and str(block.tone)
        if digit and digit != last:
            heard.append(digit)
        last = digit
    return heard


def hits(sent, heard):
    """The longest common subsequence: digits heard in the order in which they were sent."""
    row = [0] * (len(heard) + 1)
    for digit in sent:
        following = [0]
        for index, it in enumerate(heard):
            same = row[index] + 1
            following.append(same if it == digit else max(row[index + 1], following[index]))
        row = following
    return row[-1]


for path in sys.argv[1:]:
    sent = open(f"{path}.txt").read()
    # A last block without a sound divides by zero in the package: a sample that is not silent.
    raw = array.array("h", open(f"{path}.raw", "rb").read())
    samples = [sample / 32768 or 1e-6 for sample in raw]
    heard = heard_in(samples)
    hit = hits(sent, heard)
    print(f"dtmf: {path}: {hit} of {len(sent)}, {len(heard) - hit} besides")
