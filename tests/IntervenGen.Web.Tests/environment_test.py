"""Drives a server of environments with the actions of an evaluation, and compares every observation: URL FOLDER TRIALS.

Run by tests/IntervenGen.Web.Tests, which leaves actions-N.bin and observations-N.bin, float32, in the folder.
"""

import math
import sys

import numpy as np

import igen_env

url, folder, trials = sys.argv[1], sys.argv[2], int(sys.argv[3])


def recorded(name, trial, size):
    return np.fromfile(f"{folder}/{name}-{trial}.bin", np.float32).reshape(-1, size)


# Packing: what goes in comes out.
values = {
    "a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": [1, -5, 2**63, -(2**40), 0.1, None, True, "ä" * 50, b"x" * 300], "c": {"d": np.int64(7)},
    "e": np.zeros(0, np.int32), "f": np.array([True, False]),
}
back = igen_env.unpack(igen_env.pack(values))
assert back["b"] == values["b"] and back["c"] == {"d": 7} and back["f"].dtype == bool and back["e"].shape == (0,)
assert back["a"].dtype == np.float32 and (back["a"] == values["a"]).all()
for damaged in (b"", b"\x81", b"\xc1", b"\x91" * 100, igen_env.pack(values)[:-1], igen_env.pack(1) + b"\0"):
    try:
        igen_env.unpack(damaged)
        raise AssertionError(f"{damaged!r} was taken")
    except igen_env.ServerError:
        pass

# One environment: every observation of every trial.
env = igen_env.Env(url)
compared = 0
for trial in range(trials):
    observations, actions = recorded("observations", trial, env.observation_size), recorded("actions", trial, env.action_size)
    observation, info = env.reset(options={"trial": trial})
    assert info["trial"] == trial and info["steps"] == 0
    for step, action in enumerate(actions):
        assert observation.tobytes() == observations[step].tobytes(), f"trial {trial} differs at step {step}"
        observation, reward, terminated, truncated, info = env.step(action)
        assert (terminated or truncated) == (step == len(actions) - 1), f"trial {trial} ends at step {step}"
        assert reward == float(info["success"])
        compared += 1
assert env.observation_space.contains(observation) and env.action_space.contains(env.action_space.sample())
state = env.get_state()
first = env.step(np.full(env.action_size, 0.2))[0]
env.set_state(state)
assert first.tobytes() == env.step(np.full(env.action_size, 0.2))[0].tobytes()
env.close()

# All lanes at once: the same trials, and the next ones where a trial is over.
envs = igen_env.VectorEnv(url)
lanes = envs.num_envs
observations = [recorded("observations", trial, envs.observation_size) for trial in range(trials)]
actions = [recorded("actions", trial, envs.action_size) for trial in range(trials)]
observation, info = envs.reset(options={"trials": range(lanes)})
trial, step, over = list(range(lanes)), [0] * lanes, np.zeros(lanes, bool)
seen = set()
while len(seen) < trials:
    commands = np.zeros((lanes, envs.action_size), np.float32)
    for lane in range(lanes):
        if trial[lane] < trials and not over[lane]:
            assert observation[lane].tobytes() == observations[trial[lane]][step[lane]].tobytes(), f"lane {lane}, trial {trial[lane]}"
            commands[lane] = actions[trial[lane]][step[lane]]
            compared += 1
    observation, reward, terminated, truncated, info = envs.step(commands)
    for lane in range(lanes):
        step[lane] = 0 if over[lane] else step[lane] + 1
        if over[lane]:
            assert reward[lane] == 0 and info["steps"][lane] == 0
        trial[lane] = info["trial"][lane]
        if (terminated | truncated)[lane] and trial[lane] < trials:
            assert step[lane] == len(actions[trial[lane]])
            seen.add(int(trial[lane]))
    over = terminated | truncated
envs.close()

# robomimic's methods.
wrapped = igen_env.RobomimicEnv(url)
observation = wrapped.reset()
assert sum(part.size for part in observation.values()) == wrapped.env.observation_size and "robot0_eef_pos" in observation
before = wrapped.get_state()
after, reward, done, info = wrapped.step(np.full(wrapped.action_dimension, 0.2))
wrapped.reset_to(before)
again = wrapped.step(np.full(wrapped.action_dimension, 0.2))[0]
assert all((after[name] == again[name]).all() for name in after) and not done and reward == 0 and wrapped.is_success() == {"task": False}
try:
    wrapped.step(np.full(wrapped.action_dimension, math.nan))
    raise AssertionError("what is no number was taken")
except ValueError as error:
    assert "no number" in str(error)
wrapped.step(np.zeros(wrapped.action_dimension))
print(f"{compared} observations are bit-equal")
