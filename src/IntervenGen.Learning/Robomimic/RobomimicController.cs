using IntervenGen.Core;
using IntervenGen.Learning.Pickles;

namespace IntervenGen.Learning.Robomimic;

/// <summary>What a checkpoint's environment says of the meaning of its actions.</summary>
/// <remarks>Where it says nothing, actions are taken as robosuite's default for the arm, which is the controller here.</remarks>
internal sealed record RobomimicController
{
    private const double Tolerance = 1e-6;

    /// <summary>The environment's name; empty if the file has none.</summary>
    public string Environment { get; init; } = "";

    /// <summary>Control steps a second; null if the file does not say.</summary>
    public double? Frequency { get; init; }

    /// <summary>The controller's type; null if the file does not say.</summary>
    public string? Type { get; init; }

    /// <summary>Whether actions are displacements.</summary>
    public bool IsDelta { get; init; } = true;

    /// <summary>What an action of 1 means, metres and radians; empty if the file does not say.</summary>
    public IReadOnlyList<float> Scale { get; init; } = [];

    /// <summary>Reads the entry <c>env_metadata</c>.</summary>
    public static RobomimicController Read(object? metadata, string where)
    {
        if (metadata is not PickleMap environment)
            return new RobomimicController();
        var kwargs = environment["env_kwargs"] as PickleMap;
        PickleMap? controller = Arm(kwargs?["controller_configs"]);
        return new RobomimicController
        {
            Environment = environment["env_name"] as string ?? "",
            Frequency = RobomimicNumbers.One(kwargs?["control_freq"]),
            Type = controller?["type"] as string,
            IsDelta = controller?["control_delta"] is not false && controller?["input_type"] is not "absolute",
            Scale = controller?["output_max"] is { } scale ? RobomimicNumbers.Read(scale, 64, $"{where}, output_max") : [],
        };
    }

    /// <summary>What makes its actions others than the task's, one line each.</summary>
    public IEnumerable<string> FindFaults(TaskSpec spec)
    {
        if (Frequency is { } frequency && Math.Abs((frequency * spec.ControlPeriod) - 1) > Tolerance)
            yield return FormattableString.Invariant($"it acts {frequency} times a second, the task {1 / spec.ControlPeriod:0.###} times");
        if (Type is not (null or "OSC_POSE" or "OSC_POSITION"))
            yield return $"its actions are for a controller of type '{Type}', the task's for OSC_POSE";
        if (!IsDelta)
            yield return "its actions are absolute poses, the task's are displacements";
        for (int i = 0; i < Math.Min(Scale.Count, 6); i++)
        {
            double here = i < 3 ? OperationalSpaceGains.PositionScale : OperationalSpaceGains.RotationScale;
            if (Scale.Count is 3 or 6 && Math.Abs((Scale[i] / here) - 1) > Tolerance)
            {
                yield return FormattableString.Invariant(
                    $"its action of 1 in component {i} means {Scale[i]} {(i < 3 ? "m" : "rad")}, the task's {here}");
            }
        }
    }

    // robosuite 1.5 has an entry for each part of the body, arms one level deeper.
    private static PickleMap? Arm(object? configs)
    {
        for (int depth = 0; depth < 4 && configs is PickleMap map; depth++)
        {
            if ((map["body_parts"] ?? map["arms"] ?? map["right"]) is not PickleMap inner)
                return map;
            configs = inner;
        }

        return configs is List<object?> and [PickleMap first, ..] ? first : null;
    }
}
