#!/usr/bin/env python3
"""Fits the weights of the detector's decision (src/evidence/weights.rs) to recordings.

    cargo build --release -p cxtone-dtmf --example considered
    python3 fit.py --considered PATH/TO/considered --labelled DIR [DIR ...] --others DIR [DIR ...] \
        [--leave-out NAME ...] --out ../src/evidence/weights.rs

--labelled: folders of 8 kHz 16-bit mono WAV files with a labels.json:
    {"files": [{"path", "condition", "expect": "accept"|"info"|"reject",
                "sequences": [[{"digit", "onset_s", "offset_s"}]]}]}
--others: folders of such WAV files without any digit, named SOURCE-NN.wav: speech and music.
--leave-out: sources that are not learned from; what is said of them is reported apart.

Needs numpy. The same recordings and seed give the same weights.

The weights in the tree were fitted to windows that passed looser demands than those of src/decide.rs
(STEADINESS_MIN 0.15, BEND_TURNS_MAX 0.08, OFFSETS_APART_MAX 2.5, BESIDE_MAX 1.0): what lies behind the border teaches where it is, and
weights fitted without it heard 0.7 points fewer digits in stress at as many false ones.
"""
import argparse, glob, json, os, struct, subprocess
import numpy as np

FIGURES, HIDDEN, EPOCHS, BATCH, SEED = 20, 16, 20, 4096, 7
PER_CONDITION_MAX = 4000        # so that no condition outweighs the others
NEAR_S, MARGIN_S = 0.012, 0.03  # a stretch belongs to a label that begins so near
NOT_DIGITS_SHARE = 0.15         # weight of windows beside the labels over that of speech and music
CODES = {digit: code for code, digit in enumerate("0123456789*#ABCD")}


def considered(program, paths):
    """What the detector considers in each file: rows of code, start, time and figures."""
    names = "".join(path + "\n" for path in paths).encode()
    run = subprocess.run([program], input=names, stdout=subprocess.PIPE, check=True)
    data, at = run.stdout, 0
    while at < len(data):
        (length,) = struct.unpack_from("<I", data, at)
        path = data[at + 4:at + 4 + length].decode()
        at += 4 + length
        (rows,) = struct.unpack_from("<I", data, at)
        shape = (rows, FIGURES + 3)
        yield path, np.frombuffer(data, "<f4", rows * shape[1], at + 4).reshape(shape)
        at += 4 + 4 * rows * shape[1]


def labelled(program, folder):
    """Figures of the digits with their conditions, and of what is none."""
    files = json.load(open(os.path.join(folder, "labels.json")))["files"]
    by_path = {os.path.join(folder, file["path"]): file for file in files}
    digits, conditions, others = [], [], []
    for path, rows in considered(program, sorted(by_path)):
        file = by_path[path]
        figures, is_digit, is_none = rows[:, 3:], np.zeros(len(rows), bool), np.ones(len(rows), bool)
        labels = [label for sequence in file["sequences"] for label in sequence]
        if file["expect"] != "reject" and labels:
            onset, offset = (np.array([label[key] for label in labels]) for key in ("onset_s", "offset_s"))
            code = np.array([CODES[label["digit"]] for label in labels])
            last = np.clip(np.searchsorted(onset, rows[:, 1] + 0.02) - 1, 0, len(labels) - 1)
            same = rows[:, 0] == code[last]
            inside = (rows[:, 1] > onset[last] - MARGIN_S) & (rows[:, 1] < offset[last] + MARGIN_S)
            is_digit = same & (np.abs(rows[:, 1] - onset[last]) < NEAR_S)
            is_none = ~is_digit & ~(inside & (same | (rows[:, 1] < offset[last])))
        digits.append(figures[is_digit])
        conditions += [file["condition"]] * int(is_digit.sum())
        others.append(figures[is_none])
    return np.concatenate(digits), np.array(conditions), np.concatenate(others)


def unlabelled(program, folder):
    """Figures of what is considered in recordings without digits, with their sources."""
    figures, sources = [], []
    for path, rows in considered(program, sorted(glob.glob(os.path.join(folder, "*.wav")))):
        figures.append(rows[:, 3:])
        sources += [os.path.basename(path).split("_")[0].rsplit("-", 1)[0]] * len(rows)
    return np.concatenate(figures), np.array(sources)


def thinned(figures, conditions, rng):
    """At most PER_CONDITION_MAX windows of each condition."""
    keep = []
    for condition in np.unique(conditions):
        places = np.where(conditions == condition)[0]
        keep.append(rng.choice(places, min(len(places), PER_CONDITION_MAX), replace=False))
    return figures[np.concatenate(keep)]


def fitted(figures, targets, weights, rng):
    """A network of one hidden layer, by Adam with a falling step."""
    mean, spread = figures.mean(0), figures.std(0) + 1e-6
    inputs = (figures - mean) / spread
    net = [rng.normal(0, 0.4, (FIGURES, HIDDEN)), np.zeros(HIDDEN), rng.normal(0, 0.4, HIDDEN), np.zeros(1)]
    first, second = ([np.zeros_like(part) for part in net] for _ in range(2))
    step = 0
    for epoch in range(EPOCHS):
        rate = 4e-3 * 0.5 * (1 + np.cos(np.pi * epoch / EPOCHS)) + 1e-5
        order = rng.permutation(len(targets))
        for begin in range(0, len(order), BATCH):
            batch = order[begin:begin + BATCH]
            units = inputs[batch] @ net[0] + net[1]
            active = np.maximum(units, 0)
            odds = np.clip(active @ net[2] + net[3], -30, 30)
            error = (1 / (1 + np.exp(-odds)) - targets[batch]) * weights[batch] / len(batch)
            back = np.outer(error, net[2]) * (units > 0)
            slopes = [inputs[batch].T @ back, back.sum(0), active.T @ error, np.array([error.sum()])]
            step += 1
            for part, slope, m, v in zip(net, slopes, first, second):
                slope = slope + 1e-5 * part
                m += 0.1 * (slope - m)
                v += 0.001 * (slope ** 2 - v)
                part -= rate * (m / (1 - 0.9 ** step)) / (np.sqrt(v / (1 - 0.999 ** step)) + 1e-8)
    hidden = net[0] / spread[:, None]
    return hidden, net[1] - mean @ hidden, net[2], float(net[3][0])


def score(net, figures):
    hidden, bias, output, output_bias = net
    return np.maximum(figures @ hidden + bias, 0) @ output + output_bias


def rust(net):
    hidden, bias, output, output_bias = net
    number = lambda value: np.format_float_positional(np.float32("%.6f" % value), unique=True, trim="0")
    row = lambda values: "[" + ", ".join(map(number, values)) + "]"
    lines = ["//! Weights of the decision. Generated by `fit/fit.py`; fit again, do not edit.", "",
             "use super::FIGURES;", "", "/// Units of the hidden layer.",
             "pub(super) const HIDDEN_UNITS: usize = %d;" % HIDDEN, "",
             "pub(super) const HIDDEN: [[f32; FIGURES]; HIDDEN_UNITS] = ["]
    lines += ["    %s," % row(column) for column in hidden.T] + ["];", ""]
    lines += ["pub(super) const HIDDEN_BIAS: [f32; HIDDEN_UNITS] = %s;" % row(bias), ""]
    lines += ["pub(super) const OUTPUT: [f32; HIDDEN_UNITS] = %s;" % row(output), ""]
    lines += ["pub(super) const OUTPUT_BIAS: f32 = %s;" % number(output_bias)]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--considered", required=True)
    parser.add_argument("--labelled", nargs="+", required=True)
    parser.add_argument("--others", nargs="+", required=True)
    parser.add_argument("--leave-out", nargs="*", default=[])
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    rng = np.random.default_rng(SEED)

    digits, conditions, beside = map(np.concatenate, zip(*(labelled(options.considered, f) for f in options.labelled)))
    digits = thinned(digits, conditions, rng)
    others, sources = map(np.concatenate, zip(*(unlabelled(options.considered, f) for f in options.others)))
    left_out = np.isin(sources, options.leave_out)
    learned = others[~left_out]

    figures = np.concatenate([digits, learned, beside]).astype(np.float64)
    targets = np.concatenate([np.ones(len(digits)), np.zeros(len(learned) + len(beside))])
    weights = np.concatenate([np.full(len(digits), 1 / len(digits)), np.full(len(learned), 1 / len(learned)),
                              np.full(len(beside), NOT_DIGITS_SHARE / max(1, len(beside)))])
    net = fitted(figures, targets, weights / weights.mean(), rng)
    with open(options.out, "w") as out:
        out.write(rust(net))
    for least in range(2, 7):
        print("score >= %d: %.2f %% of %d windows of digits, %d of %d learned others, %d of %d left out" % (
            least, 100 * np.mean(score(net, digits) >= least), len(digits), np.sum(score(net, learned) >= least),
            len(learned), np.sum(score(net, others[left_out]) >= least), left_out.sum()))


if __name__ == "__main__":
    main()
