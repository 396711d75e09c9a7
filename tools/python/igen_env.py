# MIT License. Copyright (c) IntervenGen contributors. See LICENSE in the repository's root.
"""Environments of IntervenGen in Python: a client of `igen serve env`, with numpy as its only dependency.

    igen serve env --task nut-insertion --lanes 16 --port 8000

    import igen_env
    env = igen_env.VectorEnv("ws://127.0.0.1:8000")     # gymnasium's vector interface, 16 lanes at once
    env = igen_env.Env("ws://127.0.0.1:8000")           # gymnasium's interface, lane 0
    env = igen_env.RobomimicEnv("ws://127.0.0.1:8000")  # robomimic's EnvBase, lane 0
    igen_env.register_robomimic("ws://127.0.0.1:8000")  # from now on robomimic itself makes its environments so

An observation is a flat float32 vector; `fields` names its blocks by robomimic's keys, and `split` takes it apart. Trial N of a server
is the scene and the belief of trial N of `igen evaluate` with the same seed, split, beliefs, observability and stepping.
Where gymnasium or robomimic are installed, the classes are theirs as well (`isinstance`), and their wrappers and rollouts take them.
`PolicyClient` asks a policy server: `igen policy serve`, or any other that speaks openpi's protocol.
"""

import base64
import hashlib
import json
import os
import socket
import ssl
import struct
from urllib.parse import urlsplit

import numpy as np

try:
    import gymnasium
except ImportError:
    gymnasium = None

MAX_DEPTH = 16
MAX_MESSAGE = 256 << 20


class ServerError(RuntimeError):
    """There is no server, it reported an error, gave no answer, closed the connection, or sent what is no message."""


# ---- MessagePack, with numpy's arrays as maps with byte keys ----


def pack(value):
    """Packs None, bool, int, float, str, bytes, numpy arrays and numbers, lists, tuples and dicts."""
    out = bytearray()
    _pack(value, out)
    return bytes(out)


def _pack(value, out):
    if value is None:
        out.append(0xC0)
    elif isinstance(value, (bool, np.bool_)):
        out.append(0xC3 if value else 0xC2)
    elif isinstance(value, np.ndarray):
        if value.dtype.kind not in "biuf":
            raise TypeError(f"arrays of {value.dtype} are not exchanged")
        array = np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<"))
        _pack({b"__ndarray__": True, b"data": array.tobytes(), b"dtype": array.dtype.str, b"shape": list(value.shape)}, out)
    elif isinstance(value, (int, np.integer)):
        value = int(value)
        if 0 <= value < 0x80:
            out.append(value)
        elif value >= 0:
            out += struct.pack(">BQ", 0xCF, value)
        else:
            out += struct.pack(">Bq", 0xD3, value)
    elif isinstance(value, (float, np.floating)):
        out += struct.pack(">Bd", 0xCB, float(value))
    elif isinstance(value, str):
        data = value.encode()
        out += struct.pack(">BI", 0xDB, len(data)) + data
    elif isinstance(value, (bytes, bytearray)):
        out += struct.pack(">BI", 0xC6, len(value)) + value
    elif isinstance(value, (list, tuple)):
        out += struct.pack(">BI", 0xDD, len(value))
        for item in value:
            _pack(item, out)
    elif isinstance(value, dict):
        out += struct.pack(">BI", 0xDF, len(value))
        for key, item in value.items():
            _pack(key, out)
            _pack(item, out)
    else:
        raise TypeError(f"{type(value)} is not exchanged")


def unpack(data):
    """Unpacks one message."""
    value, end = _unpack(memoryview(data), 0, 0)
    if end != len(data):
        raise ServerError(f"a message of {len(data)} bytes ends at byte {end}")
    return value


_FIXED = {0xCA: ">f", 0xCB: ">d", 0xCC: ">B", 0xCD: ">H", 0xCE: ">I", 0xCF: ">Q", 0xD0: ">b", 0xD1: ">h", 0xD2: ">i", 0xD3: ">q"}
_LENGTHS = {0: ">B", 1: ">H", 2: ">I"}


def _take(data, at, count):
    if count > len(data) - at:
        raise ServerError("a message ends within a value")
    return data[at:at + count], at + count


def _number(data, at, form):
    taken, at = _take(data, at, struct.calcsize(form))
    return struct.unpack(form, taken)[0], at


def _unpack(data, at, depth):
    if depth > MAX_DEPTH:
        raise ServerError(f"a message is more than {MAX_DEPTH} levels deep")
    kind, at = _number(data, at, ">B")
    if kind < 0x80:
        return kind, at
    if kind >= 0xE0:
        return kind - 0x100, at
    if kind < 0x90:
        return _unpack_map(data, at, kind & 0x0F, depth)
    if kind < 0xA0:
        return _unpack_list(data, at, kind & 0x0F, depth)
    if kind < 0xC0:
        taken, at = _take(data, at, kind & 0x1F)
        return str(taken, "utf-8"), at
    if kind in (0xC0, 0xC2, 0xC3):
        return {0xC0: None, 0xC2: False, 0xC3: True}[kind], at
    if kind in _FIXED:
        return _number(data, at, _FIXED[kind])
    if 0xC4 <= kind <= 0xC6:
        length, at = _number(data, at, _LENGTHS[kind - 0xC4])
        taken, at = _take(data, at, length)
        return bytes(taken), at
    if 0xD9 <= kind <= 0xDB:
        length, at = _number(data, at, _LENGTHS[kind - 0xD9])
        taken, at = _take(data, at, length)
        return str(taken, "utf-8"), at
    if kind in (0xDC, 0xDD):
        length, at = _number(data, at, _LENGTHS[kind - 0xDB])
        return _unpack_list(data, at, length, depth)
    if kind in (0xDE, 0xDF):
        length, at = _number(data, at, _LENGTHS[kind - 0xDD])
        return _unpack_map(data, at, length, depth)
    raise ServerError(f"byte {at - 1} of a message is 0x{kind:02X}, which is no value that is exchanged")


def _unpack_list(data, at, count, depth):
    values = []
    for _ in range(count):
        value, at = _unpack(data, at, depth + 1)
        values.append(value)
    return values, at


def _unpack_map(data, at, count, depth):
    values = {}
    for _ in range(count):
        key, at = _unpack(data, at, depth + 1)
        values[key.decode() if isinstance(key, bytes) else key], at = _unpack(data, at, depth + 1)
    if "__ndarray__" in values:
        dtype = np.dtype(values["dtype"])
        if dtype.kind not in "biuf":
            raise ServerError(f"an array of {dtype} is not exchanged")
        return np.frombuffer(values["data"], dtype=dtype).reshape(values["shape"]), at
    if "__npgeneric__" in values:
        return values["data"], at
    return values, at


# ---- WebSocket (RFC 6455), client side ----


class Connection:
    """A connection to a server that describes itself first, then answers a message at a time."""

    def __init__(self, url, timeout=30.0, api_key=None):
        """Connects. `timeout` is for a connection or an answer, in seconds; the key is IGEN_POLICY_API_KEY's unless one is given."""
        parts = urlsplit(url)
        if parts.scheme not in ("ws", "wss") or not parts.hostname:
            raise ValueError(f"{url!r} is no address such as ws://127.0.0.1:8000")
        self.url, self.timeout = url, timeout
        self._buffer, self._ended = b"", None
        port = parts.port or (443 if parts.scheme == "wss" else 80)
        try:
            self._socket = socket.create_connection((parts.hostname, port), timeout)
        except OSError as error:
            raise ServerError(f"no server answers at {url}: {error.strerror or error}") from error
        self.metadata = self._guarded(lambda: self._open(parts, port, api_key or os.environ.get("IGEN_POLICY_API_KEY")))

    def ask(self, message):
        """Sends a message and returns the answer."""
        data = pack(message)
        return self._guarded(lambda: (self._send(0x2, data), self._receive())[1])

    def close(self):
        """Ends the connection."""
        if self._ended is None:
            try:
                self._send(0x8, struct.pack(">H", 1000))
            except OSError:
                pass
        self._end("it was closed here")

    def _end(self, reason):
        self._ended = self._ended or reason
        self._socket.close()

    # Whatever goes wrong between a message and its answer ends the connection: the next message would be given this one's answer.
    def _guarded(self, work):
        if self._ended is not None:
            raise ServerError(f"the connection to {self.url} is over: {self._ended}")
        try:
            return work()
        except socket.timeout as error:
            self._end(f"no answer within {self.timeout:g} s")
            raise ServerError(f"{self.url} did not answer within {self.timeout:g} s") from error
        except OSError as error:
            self._end(error.strerror or str(error))
            raise ServerError(f"the connection to {self.url} broke: {error.strerror or error}") from error
        except BaseException as error:
            self._end(str(error) or type(error).__name__)
            raise

    def _open(self, parts, port, api_key):
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if parts.scheme == "wss":
            self._socket = ssl.create_default_context().wrap_socket(self._socket, server_hostname=parts.hostname)
        self._shake_hands(parts, port, api_key)
        return self._receive()

    def _receive(self):
        kind, data = self._message()
        if kind == 0x1:
            raise ServerError((data.decode(errors="replace").strip().splitlines() or ["the server reported an error without a word"])[-1])
        return unpack(data)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _shake_hands(self, parts, port, api_key):
        key = base64.b64encode(os.urandom(16)).decode()
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        lines = [
            f"GET {parts.path or '/'}{'?' + parts.query if parts.query else ''} HTTP/1.1",
            f"Host: {host}:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
        ]
        if api_key:
            lines.append(f"Authorization: Api-Key {api_key}")
        self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        while b"\r\n\r\n" not in self._buffer:
            if len(self._buffer) > 1 << 16:
                raise ServerError("the answer to the request for a WebSocket is too long")
            self._fill()
        head, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
        status, *headers = head.decode("latin-1").split("\r\n")
        if " 101 " not in status + " ":
            raise ServerError(f"{self.url} answered the request for a WebSocket with: {status}")
        accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
        values = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in headers)}
        if values.get("sec-websocket-accept") != accept:
            raise ServerError(f"{self.url} is no WebSocket server")

    def _message(self):
        first, data = None, bytearray()
        while True:
            head = self._take(2)
            is_last, kind, length = head[0] & 0x80, head[0] & 0x0F, head[1] & 0x7F
            if length == 126:
                length = struct.unpack(">H", self._take(2))[0]
            elif length == 127:
                length = struct.unpack(">Q", self._take(8))[0]
            if length > MAX_MESSAGE or len(data) + length > MAX_MESSAGE:
                raise ServerError(f"a message has more than {MAX_MESSAGE} bytes")
            part = self._take(length)
            if kind == 0x8:
                raise ServerError(f"{self.url} closed the connection: {part[2:].decode(errors='replace') or 'no reason given'}")
            if kind == 0x9:
                self._send(0xA, part)
            elif kind in (0x0, 0x1, 0x2):
                first = kind if first is None else first
                data += part
                if is_last:
                    return first, bytes(data)

    def _send(self, kind, data):
        mask = os.urandom(4)
        length = len(data)
        if length < 126:
            head = struct.pack(">BB", 0x80 | kind, 0x80 | length)
        elif length < 1 << 16:
            head = struct.pack(">BBH", 0x80 | kind, 0x80 | 126, length)
        else:
            head = struct.pack(">BBQ", 0x80 | kind, 0x80 | 127, length)
        masked = np.frombuffer(data, np.uint8) ^ np.frombuffer((mask * (length // 4 + 1))[:length], np.uint8)
        self._socket.sendall(head + mask + masked.tobytes())

    def _take(self, count):
        while len(self._buffer) < count:
            self._fill()
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken

    def _fill(self):
        part = self._socket.recv(1 << 16)
        if not part:
            raise ServerError(f"{self.url} closed the connection")
        self._buffer += part


# ---- Environments ----


class Box:
    """A box of numbers: what of gymnasium's space of that name is used here, for programs without gymnasium."""

    def __init__(self, low, high, shape, dtype=np.float32):
        self.low, self.high = np.full(shape, low, dtype), np.full(shape, high, dtype)
        self.shape, self.dtype = tuple(shape), np.dtype(dtype)
        self._random = np.random.default_rng()

    def seed(self, seed=None):
        self._random = np.random.default_rng(seed)

    def sample(self):
        return self._random.uniform(np.maximum(self.low, -1), np.minimum(self.high, 1)).astype(self.dtype)

    def contains(self, value):
        value = np.asarray(value)
        return value.shape == self.shape and bool(np.all(value >= self.low) and np.all(value <= self.high))


def _box(low, high, shape):
    return (Box if gymnasium is None else gymnasium.spaces.Box)(low, high, shape, np.float32)


def _actions(actions, *shape):
    values = np.asarray(actions, np.float32)
    if values.size != np.prod(shape):
        raise ValueError(f"actions of shape {list(values.shape)} where {list(shape)} are asked for")
    if not np.isfinite(values).all():
        raise ValueError("actions hold what is no number")
    return values.reshape(shape)


class _Plain:
    """What of gymnasium's environments is used here, for programs without gymnasium."""

    spec = None
    render_mode = None

    @property
    def unwrapped(self):
        return self

    def reset(self, *, seed=None, options=None):
        pass


class _Served:
    """What a server says of its environments, and its messages."""

    def __init__(self, url, timeout):
        self.connection = Connection(url, timeout)
        about = self.connection.metadata.get("igen", {})
        if about.get("kind") != "environment":
            self.connection.close()
            raise ServerError(f"{url} serves no environments; start one with: igen serve env")
        self.about = about
        self.fields = [(name, size) for name, size in about["observations"]]
        self.observation_size = sum(size for _, size in self.fields)
        self.action_size, self.horizon = about["action_size"], about["horizon"]

    def split(self, observation):
        """An observation, or a batch of them, by robomimic's keys."""
        parts, at = {}, 0
        for name, size in self.fields:
            parts[name] = observation[..., at:at + size]
            at += size
        return parts

    def render(self):
        raise NotImplementedError("igen serve env sends no pictures; use igen render")

    def close(self, **_):
        self.closed = True
        self.connection.close()


class VectorEnv(_Served, _Plain if gymnasium is None else gymnasium.vector.VectorEnv):
    """All lanes of a server, with gymnasium's vector interface: every call is one message, whatever the number of lanes.

    A lane whose trial is over begins the next one with the following `step`, whose action it ignores and whose reward is 0: gymnasium's
    autoreset mode "next step". Pass `autoreset=False` to go on where a trial is over.
    """

    def __init__(self, url="ws://127.0.0.1:8000", timeout=30.0, autoreset=True, num_envs=None):
        super().__init__(url, timeout)
        if num_envs not in (None, self.about["lanes"]):
            self.close()
            raise ServerError(f"{url} serves {self.about['lanes']} lanes and {num_envs} are asked for: igen serve env --lanes {num_envs}")
        mode = "NextStep" if autoreset else "Disabled"
        modes = None if gymnasium is None else getattr(gymnasium.vector, "AutoresetMode", None)
        self.metadata = {"render_modes": [], "autoreset_mode": mode if modes is None else modes(mode)}
        self.num_envs = self.about["lanes"]
        self.single_observation_space = _box(-np.inf, np.inf, (self.observation_size,))
        self.single_action_space = _box(-1, 1, (self.action_size,))
        self.observation_space = _box(-np.inf, np.inf, (self.num_envs, self.observation_size))
        self.action_space = _box(-1, 1, (self.num_envs, self.action_size))
        self._autoreset, self._over = autoreset, np.zeros(self.num_envs, bool)

    def reset(self, *, seed=None, options=None):
        """Begins trials options["trials"], or `seed`, `seed` + 1 and so on, or a list of them, or the next ones.

        In all lanes, or in those of options["reset_mask"].
        """
        super().reset(seed=seed if isinstance(seed, (int, np.integer)) else None)
        options = options or {}
        lanes = np.flatnonzero(np.asarray(options.get("reset_mask", np.ones(self.num_envs, bool))))
        message = {"reset": True, "lanes": lanes.astype(np.int64)}
        if "trials" in options:
            message["trials"] = np.asarray(options["trials"], np.int64)
        elif seed is not None:
            message["trials"] = np.asarray(seed if np.ndim(seed) else np.arange(lanes.size) + seed, np.int64)
        answer = self.connection.ask(message)
        self._over[lanes] = False
        if lanes.size < self.num_envs:
            answer = self.connection.ask({"observe": True})
        return answer["observation"].copy(), self._info(answer)

    def step(self, actions):
        """Steps all lanes: observations, rewards, terminated, truncated, and info with `success`, `revealed`, `steps` and `trial`."""
        actions = _actions(actions, self.num_envs, self.action_size)
        over = np.flatnonzero(self._over) if self._autoreset else np.empty(0, int)
        going = np.setdiff1d(np.arange(self.num_envs), over)
        if over.size == 0:
            answer = self.connection.ask({"actions": actions})
        else:
            answer = {}
            for lanes, message in ((over, {"reset": True}), (going, {"actions": actions[going]})):
                if lanes.size:
                    for name, values in self.connection.ask({**message, "lanes": lanes.astype(np.int64)}).items():
                        answer.setdefault(name, np.zeros((self.num_envs, *values.shape[1:]), values.dtype))[lanes] = values
        self._over = answer["terminated"] | answer["truncated"]
        return (answer["observation"].copy(), answer["reward"].astype(np.float64), answer["terminated"].copy(), answer["truncated"].copy(),
                self._info(answer))

    def get_states(self):
        """Full states of all lanes, shape [lanes, state size]."""
        return self.connection.ask({"observe": True, "state": True})["state"].copy()

    @staticmethod
    def _info(answer):
        return {name: answer[name].copy() for name in ("success", "revealed", "steps", "trial")}


class Env(_Served, _Plain if gymnasium is None else gymnasium.Env):
    """One lane of a server, with gymnasium's interface."""

    metadata = {"render_modes": []}

    def __init__(self, url="ws://127.0.0.1:8000", timeout=30.0, lane=0):
        super().__init__(url, timeout)
        self.observation_space = _box(-np.inf, np.inf, (self.observation_size,))
        self.action_space = _box(-1, 1, (self.action_size,))
        self._lanes = np.array([lane], np.int64)

    def reset(self, *, seed=None, options=None):
        """Begins trial options["trial"], or trial `seed`, or the next one. What is random in it is drawn from the server's --seed."""
        super().reset(seed=seed)
        message = {"reset": True}
        trial = (options or {}).get("trial", seed)
        if trial is not None:
            message["trials"] = np.array([trial], np.int64)
        answer = self._ask(message)
        return answer["observation"][0].copy(), self._info(answer)

    def step(self, action):
        """Makes a control step: observation, reward (1 where the task is done), terminated, truncated, info."""
        answer = self._ask({"actions": _actions(action, self.action_size)[np.newaxis]})
        return (answer["observation"][0].copy(), float(answer["reward"][0]), bool(answer["terminated"][0]), bool(answer["truncated"][0]),
                self._info(answer))

    def observe(self):
        """The present observation."""
        return self._ask({"observe": True})["observation"][0].copy()

    def get_state(self):
        """The full simulator state, from which `set_state` goes on to the bit."""
        return self._ask({"observe": True, "state": True})["state"][0].copy()

    def set_state(self, state):
        """Restores a state of this environment, and returns the observation in it."""
        answer = self._ask({"restore": np.asarray(state, np.float64).reshape(1, self.about["state_size"])})
        return answer["observation"][0].copy()

    def _ask(self, message):
        return self.connection.ask({**message, "lanes": self._lanes})

    @staticmethod
    def _info(answer):
        return {"success": bool(answer["success"][0]), "revealed": bool(answer["revealed"][0]),
                "steps": int(answer["steps"][0]), "trial": int(answer["trial"][0])}


class RobomimicEnv:
    """One lane of a server as robomimic's EnvBase: observations are dicts by robomimic's keys, and each reset begins the next trial.

    robomimic passes what its files say of an environment: its name must be that of the server's task, and the rest is the server's.
    """

    def __init__(self, url="ws://127.0.0.1:8000", timeout=30.0, env_name=None, render=False, render_offscreen=False, use_image_obs=False,
                 use_depth_obs=False, **_):
        if render or render_offscreen or use_image_obs or use_depth_obs:
            raise ValueError("igen serve env sends no pictures: no --render and no --video_path, and experiment.render_video is false")
        _is_robomimics()
        self.env = Env(url, timeout)
        if env_name not in (None, self.name):
            self.env.close()
            raise ServerError(f"{url} serves {self.name} and {env_name} is asked for; start it with: igen serve env --task {env_name}")
        self._last, self._info, self._done = None, {"success": False}, False

    @classmethod
    def create_for_data_processing(cls, env_name, **kwargs):
        """As robomimic's scripts make an environment for the states of a dataset: rewards are sparse, and there are no cameras."""
        own = {name: kwargs[name] for name in ("url", "timeout") if name in kwargs}
        return cls(env_name=env_name, **own)

    def reset(self):
        self._last, self._info = self.env.reset()
        self._done = False
        return self.get_observation()

    def reset_to(self, state):
        """Restores {"states": …} of `get_state`."""
        if self._last is None:
            self.reset()
        self._last = self.env.set_state(state["states"])
        self._info, self._done = {"success": bool(self.env._ask({"observe": True})["success"][0])}, False
        return self.get_observation()

    def step(self, action):
        self._last, reward, terminated, truncated, self._info = self.env.step(action)
        self._done = terminated or truncated
        return self.get_observation(), reward, self._done, dict(self._info)

    def get_observation(self, obs=None):
        if obs is None and self._last is None:
            raise ServerError("there is no observation before reset()")
        return {name: part.copy() for name, part in self.env.split(self._last if obs is None else np.asarray(obs)).items()}

    def get_state(self):
        return {"states": self.env.get_state()}

    def get_reward(self):
        return 1.0 if self._info["success"] else 0.0

    def get_goal(self):
        raise NotImplementedError("there are no goals")

    def set_goal(self, **_):
        raise NotImplementedError("there are no goals")

    def is_done(self):
        return self._done

    def is_success(self):
        return {"task": bool(self._info["success"])}

    def render(self, *_, **__):
        self.env.render()

    @property
    def action_dimension(self):
        return self.env.action_size

    @property
    def name(self):
        return self.env.about["task"]

    @property
    def type(self):
        return 2  # robomimic's EnvType.GYM_TYPE

    @property
    def version(self):
        return self.env.about.get("version")

    @property
    def rollout_exceptions(self):
        return ()

    @property
    def base_env(self):
        return self.env

    def serialize(self):
        return {"env_name": self.name, "env_version": self.version, "type": self.type, "env_kwargs": {"url": self.env.connection.url}}

    def close(self):
        self.env.close()

    def __repr__(self):
        return f"{self.name}\n{json.dumps(self.serialize(), indent=4)}"


def _is_robomimics():
    try:
        from robomimic.envs.env_base import EnvBase
    except ImportError:
        return
    # It has all of its methods, and robomimic is not needed to define it.
    EnvBase.register(RobomimicEnv)


def register_robomimic(url="ws://127.0.0.1:8000", timeout=30.0):
    """From now on robomimic makes every environment of this process here, whatever kind its checkpoint or dataset names."""
    import robomimic.utils.env_utils

    class Registered(RobomimicEnv):
        def __init__(self, **kwargs):
            super().__init__(**{**kwargs, "url": url, "timeout": timeout})

    robomimic.utils.env_utils.get_env_class = lambda *_, **__: Registered


class PolicyClient:
    """Asks a policy server for actions: one episode on one connection."""

    def __init__(self, url="ws://127.0.0.1:8000", timeout=30.0):
        self.connection = Connection(url, timeout)
        self.metadata = self.connection.metadata
        self._begins = None

    def begin(self, seed=1, split="Evaluation", attempt=0, corrupted=True):
        """Begins an episode on a server of `igen policy serve`, with the random numbers of that trial."""
        self._begins = {"seed": seed, "split": split, "attempt": attempt, "corrupted": corrupted}

    def infer(self, observation):
        """The answer to an observation: a flat vector, or a dict of arrays by key."""
        message = dict(observation) if isinstance(observation, dict) else {"observation/state": np.asarray(observation, np.float32)}
        if self._begins is not None:
            message["igen"], self._begins = self._begins, None
        return self.connection.ask(message)

    def close(self):
        self.connection.close()
