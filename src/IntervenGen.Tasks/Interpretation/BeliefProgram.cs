using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>What is believed about each object at first, and how that changes.</summary>
internal sealed class BeliefProgram
{
    private readonly BeliefVariants[] _variants;
    private readonly SensorErrors?[] _sensors;
    private readonly byte[] _streams;
    private readonly int[] _wholes;
    private readonly Knowledge[] _known;

    /// <summary>Compiles the laws; a part has its whole's.</summary>
    /// <param name="file">The task.</param>
    /// <param name="things">Names, looked up.</param>
    /// <param name="plugin">Classes of the task's assembly.</param>
    /// <param name="error">The kind of error that all wrong beliefs have in place of the task's own.</param>
    public BeliefProgram(TaskFile file, Things things, PluginParts plugin, ErrorKind error = ErrorKind.Own)
    {
        int count = file.Objects.Length;
        var compiler = new BeliefCompiler(things, plugin);
        _variants = [.. Enumerable.Repeat(BeliefVariants.None, count)];
        _streams = new byte[count];
        _known = [.. file.Objects.Select(entry => entry.Value.Known)];
        _wholes = [.. file.Objects.Select((entry, index) => entry.Value.PartOf is { } whole ? things.Object(whole) : index)];
        for (int i = 0; i < file.Belief.Length; i++)
        {
            (YamlName name, BeliefFile law) = (file.Belief[i].Name, file.Belief[i].Value);
            int obj = things.Object(name);
            if (_known[obj] == Knowledge.Tracked)
                things.Fault(name.Place, $"'{name}' is tracked: its true pose is known at all times, so no belief about it is wrong");
            _variants[obj] = compiler.Compile(StandardErrors.InPlaceOf(law, error));
            _streams[obj] = (byte)i;
        }

        for (int part = 0; part < count; part++)
        {
            int whole = _wholes[part];
            if (whole != part)
                (_variants[part], _streams[part]) = (_variants[whole], _streams[whole]);
        }

        _sensors = [.. _variants.Select(variants => variants.Remembers ? new SensorErrors(variants) : null)];
        MemorySize = _sensors.All(sensor => sensor is null) ? 0 : SensorMemory.SizeFor(_variants.Max(variants => variants.MaxDelay));
    }

    /// <summary>Whether every error is a distance.</summary>
    public bool IsDistance => _variants.All(variants => variants.Of.All(variant => variant.Law?.IsDistance ?? true));

    /// <summary>Whether beliefs change with time.</summary>
    public bool Changes => MemorySize > 0 || _variants.Any(variants => variants.Of.Any(variant => !variant.Change.IsNone));

    /// <summary>Number of numbers that are remembered of each object from one control step to the next.</summary>
    public int MemorySize { get; }

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
        BeliefVariants variants = _variants[obj];
        if (!key.Corrupted || variants.Of.Length == 0)
            return pose;
        CounterRandom random = key.Stream(RandomPurpose.Corruption, _streams[obj]);
        int kind = DrawKind(obj, key, out _);
        Pose wrong = pose;
        for (int i = 0; i < variants.Of.Length; i++)
        {
            if (variants.Of[i].Law is { } law && variants.Applies(i, kind))
                wrong = Apply(law, obj, wrong, lane, ref random);
        }

        return wrong;
    }

    /// <summary>The kept pose after one more control step.</summary>
    public Pose Changed(SimulatedLane lane, int obj, in Pose kept)
    {
        BeliefVariants variants = _variants[obj];
        Pose changed = kept;
        for (int i = 0; i < variants.Of.Length; i++)
        {
            if (!variants.Of[i].Change.IsNone && (!variants.DrawsOne || variants.Applies(i, Memory(lane, obj).Kind)))
                changed = variants.Of[i].Change.After(changed, lane.TruePose(obj));
        }

        return changed;
    }

    /// <summary>Starts what is remembered of an object in an episode.</summary>
    public void Begin(SimulatedLane lane, int obj, in EpisodeKey key, in Pose settled, Span<double> memory)
    {
        if (_sensors[obj] is not { } sensor)
            return;
        int kind = DrawKind(obj, key, out CounterRandom random);
        sensor.Begin(random, kind, key.Corrupted, lane.WorldFromEef, settled, new SensorMemory(memory));
    }

    /// <summary>Measures after a control step, or takes what is there now for all earlier measurements.</summary>
    public void Measure(SimulatedLane lane, int obj, in Pose settled, bool anew, Span<double> memory)
    {
        if (_sensors[obj] is not { } sensor)
            return;
        if (anew)
            SensorErrors.Restart(lane.WorldFromEef, settled, new SensorMemory(memory));
        else
            sensor.Measure(lane.WorldFromEef, settled, new SensorMemory(memory));
    }

    /// <summary>Where an object is believed to be, given the pose that would be believed without errors of measurement.</summary>
    public Pose Measured(SimulatedLane lane, int obj, in Pose settled) =>
        _sensors[obj] is { } sensor ? sensor.Believed(lane.WorldFromEef, settled, Memory(lane, obj)) : settled;

    private static SensorMemory Memory(SimulatedLane lane, int obj) => new(lane.BeliefMemory(obj));

    private int DrawKind(int obj, in EpisodeKey key, out CounterRandom random)
    {
        random = key.Stream(RandomPurpose.ObservationError, _streams[obj]);
        return _variants[obj].DrawsOne ? random.NextInt32(_variants[obj].Of.Length) : 0;
    }

    private Pose Apply(BeliefLaw law, int obj, in Pose pose, SimulatedLane? lane, ref CounterRandom random)
    {
        // What depends on the place needs a pose in the world, also of an object whose belief is kept in its own frame.
        if (law.IsOfPlace && _known[obj] == Knowledge.Seen && lane is not null)
        {
            Pose truth = lane.TruePose(obj);
            return (truth.Inverse() * law.Apply(truth * pose, ref random)).Normalized;
        }

        // A part of something that seems turned is moved by that, too.
        if (law.IsDistance || law.IsOfPlace || _wholes[obj] == obj || lane is null)
            return law.Apply(pose, ref random);
        Pose whole = lane.TruePose(_wholes[obj]);
        return (law.Apply(whole, ref random) * (whole.Inverse() * pose)).Normalized;
    }
}
