"""Makes the fixtures: checkpoints as torch.save and robomimic write them, and what their policies do, in double precision.

Runs with Python's standard library alone; torch and numpy are stood in for by modules with their names. `python3 make.py`
"""
import collections, io, json, math, pickle, random, struct, sys, types, zipfile


def module(name):
    made = types.ModuleType(name)
    sys.modules[name] = made
    return made


torch, utils, multiarray = module("torch"), module("torch._utils"), module("numpy.core.multiarray")
sys.modules["numpy"], sys.modules["numpy.core"] = module("numpy"), module("numpy.core")
codes = {"FloatStorage": "f", "DoubleStorage": "d", "HalfStorage": "e", "LongStorage": "q"}
for name in codes:
    setattr(torch, name, type(name, (), {"__module__": "torch"}))


def _rebuild_tensor_v2(*_):
    pass


def scalar(*_):
    pass


_rebuild_tensor_v2.__module__, scalar.__module__ = "torch._utils", "numpy.core.multiarray"
utils._rebuild_tensor_v2, multiarray.scalar = _rebuild_tensor_v2, scalar


class dtype:
    __module__ = "numpy"

    def __reduce__(self):
        return dtype, ("f8", False, True), (3, "<", None, None, None, -1, -1, 0)

    def __setstate__(self, state):
        pass


sys.modules["numpy"].dtype = dtype


class NumpyFloat:
    def __init__(self, value):
        self.value = value

    def __reduce__(self):
        return scalar, (dtype(), struct.pack("<d", self.value))


class Storage:
    def __init__(self, kind, numbers):
        self.kind, self.numbers = kind, numbers


class Tensor:
    def __init__(self, rows, kind="FloatStorage", transposed=False, offset=0):
        self.rows = rows
        flat = isinstance(rows[0], float)
        self.shape = (len(rows),) if flat else (len(rows), len(rows[0]))
        numbers = list(rows) if flat else [x for row in (zip(*rows) if transposed else rows) for x in row]
        self.strides = (1,) if flat else (1, len(rows)) if transposed else (len(rows[0]), 1)
        self.offset = offset
        self.storage = Storage(kind, [9.0] * offset + numbers + [9.0] * offset)

    def __reduce__(self):
        return _rebuild_tensor_v2, (self.storage, self.offset, self.shape, self.strides, False, collections.OrderedDict())


class Pickler(pickle.Pickler):
    def __init__(self, stream):
        super().__init__(stream, protocol=2)
        self.storages = []

    def persistent_id(self, value):
        if not isinstance(value, Storage):
            return None
        self.storages.append(value)
        return ("storage", getattr(torch, value.kind), str(len(self.storages) - 1), "cuda:0", len(value.numbers))


def save(path, value, compression=zipfile.ZIP_STORED):
    stream = io.BytesIO()
    pickler = Pickler(stream)
    pickler.dump(value)
    with zipfile.ZipFile(path, "w", compression) as archive:
        def write(name, content):
            archive.writestr(zipfile.ZipInfo(name), content, compression)

        write("archive/data.pkl", stream.getvalue())
        for i, storage in enumerate(pickler.storages):
            code = codes[storage.kind]
            write(f"archive/data/{i}", struct.pack(f"<{len(storage.numbers)}{code}", *storage.numbers))
        write("archive/version", "3\n")


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def numbers(draw, count, size=0.7):
    return [single(draw.uniform(-size, size)) for _ in range(count)]


def matrix(draw, rows, columns):
    return [numbers(draw, columns) for _ in range(rows)]



def state_dict(entries):
    made = collections.OrderedDict(entries)
    made._metadata = collections.OrderedDict([("", {"version": 1})])
    return made


OBS = [("object", 4), ("robot0_eef_pos", 3), ("robot0_gripper_qpos", 2)]  # sorted, as robomimic does
A, D = 3, 9


def linear(x, weight, bias):
    return [b + sum(w * v for w, v in zip(row, x)) for row, b in zip(weight, bias)]


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def run(policy, observations, scale_of):
    hidden = policy.get("hidden", 0)
    layers, actions = policy.get("lstm", []), []
    h = c = None
    for step, observation in enumerate(observations):
        if step % policy["horizon"] == 0:
            h, c = [[0.0] * hidden for _ in layers], [[0.0] * hidden for _ in layers]
        x = [(v - o) / s for v, o, s in zip(observation, policy["offset"], policy["divisor"])]
        for i, (wi, wh, bi, bh) in enumerate(layers):
            gates = [p + q for p, q in zip(linear(x, wi, bi), linear(h[i], wh, bh))]
            ins, forget, cell, out = (gates[k * hidden:(k + 1) * hidden] for k in range(4))
            c[i] = [sigmoid(f) * old + sigmoid(g) * math.tanh(new) for f, old, g, new in zip(forget, c[i], ins, cell)]
            h[i] = [sigmoid(o) * math.tanh(v) for o, v in zip(out, c[i])]
            x = h[i]
        for weight, bias in policy.get("mlp", []):
            x = [max(0.0, v) for v in linear(x, weight, bias)]
        mean = [math.tanh(v) for v in linear(x, *policy["mean"])]
        if "logits" in policy:
            logits = linear(x, *policy["logits"])
            mode = logits.index(max(logits))
            mean = mean[mode * A:(mode + 1) * A]
        gain, shift = scale_of
        actions.append([max(-1.0, min(1.0, m * g + o)) for m, g, o in zip(mean, gain, shift)])
    return actions


def config(rnn=None, gmm=None, mlp=(), normalise=False):
    algo = {"actor_layer_dims": list(mlp), "gaussian": {"enabled": False}, "vae": {"enabled": False}}
    algo["gmm"] = dict(enabled=gmm is not None, num_modes=gmm or 5, min_std=0.0001, std_activation="softplus", low_noise_eval=True)
    algo["rnn"] = dict(enabled=rnn is not None, horizon=rnn[0] if rnn else 10, hidden_dim=rnn[1] if rnn else 400,
                       num_layers=rnn[2] if rnn else 2, rnn_type="LSTM", open_loop=False, kwargs={"bidirectional": False})
    low = [name for name, _ in reversed(OBS)]
    return json.dumps({
        "algo_name": "bc", "experiment": {"rollout": {"horizon": 400}},
        "train": {"hdf5_normalize_obs": normalise, "seq_length": 10}, "algo": algo,
        "observation": {"modalities": {"obs": {"low_dim": low, "rgb": [], "depth": [], "scan": []},
                                       "goal": {"low_dim": [], "rgb": [], "depth": [], "scan": []}}}}, indent=4)


def shapes():
    return {"ac_dim": A, "all_shapes": collections.OrderedDict((n, [s]) for n, s in OBS), "all_obs_keys": [n for n, _ in OBS],
            "use_images": False}


def environment():
    controller = {"type": "OSC_POSE", "control_delta": True, "output_max": [0.05] * 3 + [0.5] * 3, "kp": NumpyFloat(150.0)}
    return {"env_name": "NutAssemblySquare", "env_version": "1.4.1", "type": 1,
            "env_kwargs": {"control_freq": 20, "controller_configs": controller, "reward_scale": NumpyFloat(1.0)}}


def lstm(draw, inputs, hidden, layers):
    made = []
    for layer in range(layers):
        columns = inputs if layer == 0 else hidden
        made.append((matrix(draw, 4 * hidden, columns), matrix(draw, 4 * hidden, hidden), numbers(draw, 4 * hidden), numbers(draw, 4 * hidden)))
    return made


def heads(draw, inputs, modes):
    return {"mean": (matrix(draw, modes * A, inputs), numbers(draw, modes * A)),
            "scale": (matrix(draw, modes * A, inputs), numbers(draw, modes * A)),
            "logits": (matrix(draw, modes, inputs), numbers(draw, modes))}


def lstm_entries(layers):
    for i, (wi, wh, bi, bh) in enumerate(layers):
        yield f"policy.nets.rnn.nets.weight_ih_l{i}", Tensor(wi, transposed=i == 0)
        yield f"policy.nets.rnn.nets.weight_hh_l{i}", Tensor(wh, kind="DoubleStorage", offset=5)
        yield f"policy.nets.rnn.nets.bias_ih_l{i}", Tensor(bi)
        yield f"policy.nets.rnn.nets.bias_hh_l{i}", Tensor(bh)


def head_entries(made, prefixes):
    for prefix in prefixes:
        for name, (weight, bias) in made.items():
            yield f"policy.nets.{prefix}{name}.weight", Tensor(weight)
            yield f"policy.nets.{prefix}{name}.bias", Tensor(bias)


def statistics(draw, first, second):
    result, offset, scale = {}, [], []
    for name, size in OBS:
        a, b = numbers(draw, size), [single(draw.uniform(0.5, 2)) for _ in range(size)]
        result[name] = {first: [a], second: [b]}
        offset, scale = offset + a, scale + b
    return result, offset, scale


def main():
    draw = random.Random(7)
    observations = [numbers(draw, D, 1.5) for _ in range(23)]
    identity = ([1.0] * A, [0.0] * A)
    expected = {"observations": observations}

    made = heads(draw, 5, 4)
    layers = lstm(draw, D, 5, 2)
    stats, offset, scale = statistics(draw, "mean", "std")
    save("rnn-gmm-0.4.pth", {
        "model": state_dict([*head_entries(made, ["decoder.nets.", "rnn.per_step_net.nets."]), *lstm_entries(layers)]),
        "config": config((10, 5, 2), 4, normalise=True), "algo_name": "bc", "env_metadata": environment(), "shape_metadata": shapes(),
        "obs_normalization_stats": stats})
    expected["rnn-gmm-0.4"] = run(
        {"horizon": 10, "hidden": 5, "lstm": layers, "offset": offset, "divisor": scale, **made}, observations, identity)

    made = heads(draw, 6, 3)
    layers = lstm(draw, D, 5, 1)
    mlp = [(matrix(draw, 7, 5), numbers(draw, 7)), (matrix(draw, 6, 7), numbers(draw, 6))]
    stats, offset, scale = statistics(draw, "offset", "scale")
    gain, shift = [0.5, 1.5, 1.0], [0.25, -0.25, 0.0]
    entries = [*head_entries(made, ["decoder.nets.", "rnn.per_step_net.1.nets."]), *lstm_entries(layers)]
    for i, (weight, bias) in enumerate(mlp):
        for prefix in ("mlp", "rnn.per_step_net.0"):
            entries += [(f"policy.nets.{prefix}._model.{2 * i}.weight", Tensor(weight)),
                        (f"policy.nets.{prefix}._model.{2 * i}.bias", Tensor(bias))]
    schedule = {"milestones": collections.Counter({10: 1}), "gamma": 0.1}
    save("rnn-mlp-gmm-0.5.pth", {
        "model": {"nets": state_dict(entries), "optimizers": {"policy": {"state": {0: {"step": Tensor([1.0])}}}},
                  "lr_schedulers": {"policy": schedule}},
        "config": config((7, 5, 1), 3, (7, 6), True), "algo_name": "bc", "env_metadata": {**environment(), "lang": None},
        "shape_metadata": {**shapes(), "use_depths": False}, "variable_state": None, "obs_normalization_stats": stats,
        "action_normalization_stats": collections.OrderedDict(actions={"offset": [shift], "scale": [gain]})}, zipfile.ZIP_DEFLATED)
    expected["rnn-mlp-gmm-0.5"] = run(
        {"horizon": 7, "hidden": 5, "lstm": layers, "mlp": mlp, "offset": offset, "divisor": scale, **made}, observations, (gain, shift))

    mlp = [(matrix(draw, 8, D), numbers(draw, 8)), (matrix(draw, 6, 8), numbers(draw, 6))]
    action = (matrix(draw, A, 6), numbers(draw, A))
    entries = []
    for i, (weight, bias) in enumerate(mlp):
        entries += [(f"policy.nets.mlp._model.{2 * i}.weight", Tensor(weight)), (f"policy.nets.mlp._model.{2 * i}.bias", Tensor(bias))]
    entries += [("policy.nets.decoder.nets.action.weight", Tensor(action[0])), ("policy.nets.decoder.nets.action.bias", Tensor(action[1]))]
    save("mlp.pth", {"model": state_dict(entries), "config": config(mlp=(8, 6)), "algo_name": "bc", "env_metadata": environment(),
                     "shape_metadata": shapes()})
    expected["mlp"] = run({"horizon": 1, "mlp": mlp, "mean": action, "offset": [0.0] * D, "divisor": [1.0] * D}, observations, identity)

    layers = lstm(draw, D, 5, 1)
    action = (matrix(draw, A, 5), numbers(draw, A))
    entries = [*lstm_entries(layers)]
    for prefix in ("decoder.nets", "rnn.per_step_net.nets"):
        entries += [(f"policy.nets.{prefix}.action.weight", Tensor(action[0])), (f"policy.nets.{prefix}.action.bias", Tensor(action[1]))]
    save("rnn.pth", {"model": state_dict(entries), "config": config((10, 5, 1)), "algo_name": "bc", "env_metadata": environment(),
                     "shape_metadata": shapes()})
    expected["rnn"] = run(
        {"horizon": 10, "hidden": 5, "lstm": layers, "mean": action, "offset": [0.0] * D, "divisor": [1.0] * D}, observations, identity)
    with open("expected.json", "w") as file:
        json.dump(expected, file)
        file.write("\n")


main()
