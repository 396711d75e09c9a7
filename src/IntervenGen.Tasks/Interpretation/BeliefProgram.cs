using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>What is believed about each object at first, and how that changes.</summary>
internal sealed class BeliefProgram
{
    private const double ControlPeriod = TaskSpec.SimulatedControlPeriod;

    private readonly BeliefLaw?[] _laws;
    private readonly BeliefChange[] _changes;
    private readonly byte[] _streams;
    private readonly int[] _wholes;
    private readonly Knowledge[] _known;

    /// <summary>Compiles the laws; a part has its whole's.</summary>
    public BeliefProgram(TaskFile file, Things things, PluginParts plugin)
    {
        int count = file.Objects.Length;
        _laws = new BeliefLaw?[count];
        _changes = new BeliefChange[count];
        _streams = new byte[count];
        _known = [.. file.Objects.Select(entry => entry.Value.Known)];
        _wholes = [.. file.Objects.Select((entry, index) => entry.Value.PartOf is { } whole ? things.Object(whole) : index)];
        for (int i = 0; i < file.Belief.Length; i++)
        {
            (YamlName name, BeliefFile law) = (file.Belief[i].Name, file.Belief[i].Value);
            int obj = things.Object(name);
            if (_known[obj] == Knowledge.Tracked)
                things.Fault(name.Place, $"'{name}' is tracked: its true pose is known at all times, so no belief about it is wrong");
            _laws[obj] = Compile(law, things, plugin);
            _changes[obj] = ChangeOf(law);
            _streams[obj] = (byte)i;
        }

        for (int part = 0; part < count; part++)
        {
            int whole = _wholes[part];
            if (whole != part)
                (_laws[part], _changes[part], _streams[part]) = (_laws[whole], _changes[whole], _streams[whole]);
        }
    }

    /// <summary>Whether every error is a distance.</summary>
    public bool IsDistance => _laws.All(law => law?.IsDistance ?? true);

    /// <summary>Whether beliefs change with time.</summary>
    public bool Changes => _changes.Any(change => !change.IsNone);

    /// <summary>How an object is known.</summary>
    public Knowledge Known(int obj) => _known[obj];

    /// <summary>The pose to keep at the beginning: the believed one or, of an object that is seen, that in its own frame.</summary>
    public Pose Sample(SimulatedLane lane, int obj, in EpisodeKey key)
    {
        Pose start = _known[obj] == Knowledge.Seen ? Pose.Identity : lane.TruePose(obj);
        return Corrupt(obj, start, key, lane);
    }

    /// <summary>Adds the error of an attempt to a pose.</summary>
    public Pose Corrupt(int obj, in Pose pose, in EpisodeKey key, SimulatedLane? lane = null)
    {
        if (!key.Corrupted || _laws[obj] is not { } law)
            return pose;
        CounterRandom random = key.Stream(RandomPurpose.Corruption, _streams[obj]);
        // A part of something that seems turned is moved by that, too.
        if (law.IsDistance || _wholes[obj] == obj || lane is null)
            return law.Apply(pose, ref random);
        Pose whole = lane.TruePose(_wholes[obj]);
        return (law.Apply(whole, ref random) * (whole.Inverse() * pose)).Normalized;
    }

    /// <summary>The kept pose after one more control step.</summary>
    public Pose Changed(SimulatedLane lane, int obj, in Pose kept) =>
        _changes[obj].IsNone ? kept : _changes[obj].After(kept, lane.TruePose(obj));

    private static BeliefLaw? Compile(BeliefFile law, Things things, PluginParts plugin)
    {
        BeliefLaw?[] given =
        [
            law.Box is { } box ? new BoxError(box.MinInOne, box.Max) : null,
            law.Ring is { } ring ? new RingError(ring with { Min = Math.Max(0, ring.Min) }) : null,
            law.Axes is { } axes ? new AxesError(axes.X, axes.Y, axes.EitherWay) : null,
            law.HalfTurn is { } axis ? new HalfTurnError(axis) : null,
            law.Yaw is { } yaw ? new YawError(new Interval(Geometry.Radians(yaw.Min), Geometry.Radians(yaw.Max))) : null,
            law.Custom is { } custom ? new GuardedLaw(custom, plugin.Create<BeliefLaw>(custom)) : null,
        ];
        BeliefLaw[] laws = [.. given.OfType<BeliefLaw>()];
        if (laws.Length > 1 || (laws.Length == 0 && law.Drift == 0 && law.Lag is null))
            things.Fault(law.Place, $"one of box, ring, axes, half_turn, yaw and custom is expected here; there are {laws.Length}");
        if (law.Box is { } square && square.MinInOne > square.Max)
            things.Fault(
                square.Place, FormattableString.Invariant($"min_in_one {square.MinInOne} is more than max {square.Max}: no error is both"));
        return laws.FirstOrDefault();
    }

    private static BeliefChange ChangeOf(BeliefFile law) => new(
        law.Drift * ControlPeriod, law.DriftEnds, law.Lag is { } lag ? 1 - Math.Exp(-ControlPeriod / lag) : 0);
}
