"""Tries igen_env.py where gymnasium and robomimic are installed, and where servers fail: URL of a server of environments.

Run by tests/IntervenGen.Web.Tests. Both packages are stood in for by what of them is used.
"""

import abc
import base64
import enum
import hashlib
import importlib
import socket
import struct
import sys
import threading
import types

import numpy as np

import igen_env

url = sys.argv[1]


def fault(work, *said):
    try:
        work()
    except (igen_env.ServerError, ValueError) as error:
        assert all(part in str(error) for part in said) and "\n" not in str(error), str(error)
        return
    raise AssertionError(f"no word of: {said}")


# Servers that are not there, say nothing, are none, or stop answering.
def listen(serve):
    listening = socket.create_server(("127.0.0.1", 0))

    def run():
        peer, _ = listening.accept()
        with peer:
            serve(peer)

    threading.Thread(target=run, daemon=True).start()
    return f"ws://127.0.0.1:{listening.getsockname()[1]}"


def silent(peer):
    peer.recv(1 << 16)
    peer.recv(1)


def greet(peer, message):
    request = peer.recv(1 << 16).decode()
    key = next(line.split(": ")[1] for line in request.split("\r\n") if line.startswith("Sec-WebSocket-Key"))
    accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
    data = igen_env.pack(message)
    peer.sendall(f"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: {accept}\r\n\r\n".encode())
    peer.sendall(struct.pack(">BBH", 0x82, 126, len(data)) + data)


about = {"kind": "environment", "observations": [["object", 3]], "action_size": 2, "horizon": 9, "lanes": 1, "task": "t" * 200}


def dies(peer):
    greet(peer, {"igen": about})
    peer.recv(1 << 16)


def stops(peer):
    greet(peer, {"igen": about})
    while peer.recv(1 << 16):
        pass


with socket.create_server(("127.0.0.1", 0)) as taken:
    free = taken.getsockname()[1]
fault(lambda: igen_env.Env(f"ws://127.0.0.1:{free}"), "no server answers at ws://127.0.0.1:", "refused")
fault(lambda: igen_env.Env("http://127.0.0.1:1"), "is no address such as ws://127.0.0.1:8000")
fault(lambda: igen_env.Env("ws://127.0.0.1:99999"), "Port out of range")
fault(lambda: igen_env.Env(listen(silent), timeout=0.2), "did not answer within 0.2 s")
fault(lambda: igen_env.Env(listen(lambda peer: peer.sendall(b"HTTP/1.1 404 Not Found\r\n\r\n"))), "404 Not Found")
fault(lambda: igen_env.Env(listen(lambda peer: greet(peer, {"policy": "x" * 200}))), "serves no environments; start one with: igen serve env")
env = igen_env.Env(listen(dies))
fault(env.reset, "closed the connection")
fault(env.reset, "is over: ", "closed the connection")
env.close()
env = igen_env.Env(listen(stops), timeout=0.2)
fault(lambda: env.step(np.zeros(3)), "actions of shape [3] where [2] are asked for")
fault(env.reset, "did not answer within 0.2 s")
fault(env.reset, "is over: no answer within 0.2 s")


# An answer that somebody interrupted is not the next message's.
def interrupt():
    raise KeyboardInterrupt


env = igen_env.Env(url)
env.reset()
env.connection._receive = interrupt
try:
    env.step(np.zeros(env.action_size))
except KeyboardInterrupt:
    pass
del env.connection._receive
fault(env.reset, "is over: KeyboardInterrupt")

# Seeds are trials, and what follows them does not depend on what came before.
env = igen_env.Env(url)
assert [env.reset(**arguments)[1]["trial"] for arguments in ({"seed": 9}, {}, {"seed": 3}, {}, {"options": {"trial": 5}})] == [9, 10, 3, 4, 5]
env.close()
fault(env.reset, "is over: it was closed here")
envs = igen_env.VectorEnv(url)
lanes = envs.num_envs
assert (envs.reset(seed=4)[1]["trial"] == np.arange(lanes) + 4).all() and (envs.reset()[1]["trial"] == np.arange(lanes) + 4 + lanes).all()
assert (envs.reset(seed=list(range(lanes)))[1]["trial"] == np.arange(lanes)).all()
fault(lambda: envs.step(np.zeros(3)), "actions of shape [3] where [3, 7] are asked for")
assert envs.metadata["autoreset_mode"] == "NextStep"
envs.close()


def module(name, **contents):
    made = types.ModuleType(name)
    made.__dict__.update(contents)
    sys.modules[name] = made
    if "." in name:
        parent, _, last = name.rpartition(".")
        setattr(sys.modules[parent], last, made)


# robomimic asks for its own class, and makes environments by what a file names.
class EnvBase(abc.ABC):
    @abc.abstractmethod
    def step(self, action):
        pass


def robosuite(env_type):
    raise AssertionError("robosuite was asked for")


module("robomimic")
module("robomimic.envs")
module("robomimic.envs.env_base", EnvBase=EnvBase)
module("robomimic.utils")
module("robomimic.utils.env_utils", get_env_class=robosuite)
igen_env.register_robomimic(url)
chosen = sys.modules["robomimic.utils.env_utils"].get_env_class(env_type=1)
wrapped = chosen(env_name="nut-insertion", render=False, render_offscreen=False, use_image_obs=False, robots=["Panda"], control_freq=20)
assert isinstance(wrapped, EnvBase) and wrapped.name == "nut-insertion" and wrapped.version.count(".") == 2
fault(wrapped.get_observation, "there is no observation before reset()")
serialized = wrapped.serialize()
assert serialized["env_version"] == wrapped.version and "nut-insertion" in repr(wrapped)
wrapped.close()
wrapped = chosen(env_name=serialized["env_name"], **serialized["env_kwargs"])
wrapped.close()
chosen.create_for_data_processing("nut-insertion", camera_names=[], camera_height=84, reward_shaping=False, **serialized["env_kwargs"]).close()
fault(lambda: chosen(env_name="coffee"), "serves nut-insertion and coffee is asked for", "igen serve env --task coffee")
fault(lambda: chosen(env_name="nut-insertion", render_offscreen=True), "sends no pictures")


# gymnasium's wrappers ask for its own classes.
class Gym:
    def reset(self, *, seed=None, options=None):
        self.seeded = seed

    def close(self):
        raise AssertionError("the connection stays open")


class Mode(enum.Enum):
    NEXT_STEP = "NextStep"
    DISABLED = "Disabled"


class VectorGym(Gym):
    pass


module("gymnasium", Env=Gym)
module("gymnasium.spaces", Box=igen_env.Box)
module("gymnasium.vector", VectorEnv=VectorGym, AutoresetMode=Mode)
importlib.reload(igen_env)
env = igen_env.Env(url)
assert isinstance(env, Gym) and env.reset(seed=2)[1]["trial"] == 2 and env.seeded == 2
env.close()
envs = igen_env.VectorEnv(url)
assert isinstance(envs, VectorGym) and envs.metadata["autoreset_mode"] is Mode.NEXT_STEP and (envs.reset(seed=[7, 5, 6])[1]["trial"] == [7, 5, 6]).all()
envs.close()
fault(lambda: igen_env.VectorEnv(url, num_envs=5), "serves 3 lanes and 5 are asked for: igen serve env --lanes 5")
envs = igen_env.VectorEnv(url, autoreset=False, num_envs=3)
assert envs.metadata["autoreset_mode"] is Mode.DISABLED
first, _ = envs.reset(seed=3)
again, info = envs.reset(seed=8, options={"reset_mask": np.arange(lanes) == 1})
assert (info["trial"] == [3, 8, 5]).all() and (again[[0, 2]] == first[[0, 2]]).all() and (again[1] != first[1]).any()
envs.close()
print("all as it should be")
