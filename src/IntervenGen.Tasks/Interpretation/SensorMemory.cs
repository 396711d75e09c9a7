using IntervenGen.Numerics;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>What is remembered of the measurements of one object: part of a lane's state, so that a restored one goes on alike.</summary>
/// <remarks>
/// In this order: whether beliefs are wrong | the kind drawn | two halves of a number from the episode's key, of which every control
/// step's random numbers are made whatever came before | steps | delay | steps left without sight | walk (2) | the measurement in use,
/// grip frame (7) | the last ones, a ring of delay + 1 (7 each).
/// </remarks>
/// <param name="numbers">The numbers.</param>
internal readonly ref struct SensorMemory(Span<double> numbers)
{
    private const int Head = 9;

    private readonly Span<double> _numbers = numbers;

    /// <summary>Number of numbers for delays up to this one.</summary>
    public static int SizeFor(int maxDelay) => Head + (Pose.Size * (maxDelay + 2));

    /// <summary>Whether beliefs are wrong in this episode.</summary>
    public bool IsWrong
    {
        get => _numbers[0] != 0;
        set => _numbers[0] = value ? 1 : 0;
    }

    /// <summary>Index of the kind of error that was drawn.</summary>
    public int Kind
    {
        get => (int)_numbers[1];
        set => _numbers[1] = value;
    }

    /// <summary>Number of control steps since the episode began.</summary>
    public int Steps
    {
        get => (int)_numbers[4];
        set => _numbers[4] = value;
    }

    /// <summary>Age of a measurement, control steps.</summary>
    public int Delay
    {
        get => (int)_numbers[5];
        set => _numbers[5] = value;
    }

    /// <summary>Number of control steps left in which nothing is seen.</summary>
    public int Blind
    {
        get => (int)_numbers[6];
        set => _numbers[6] = value;
    }

    /// <summary>How far the walk has come, world frame, metres.</summary>
    public Vec3 Walk
    {
        get => new(_numbers[7], _numbers[8], 0);
        set => (_numbers[7], _numbers[8]) = (value.X, value.Y);
    }

    /// <summary>The measurement in use: the object's pose in the grip frame.</summary>
    public Pose EefFromSeen
    {
        get => Pose.From(_numbers.Slice(Head, Pose.Size));
        set => value.WriteTo(_numbers.Slice(Head, Pose.Size));
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _numbers.Clear();

    /// <summary>Keeps the number of which random numbers are made.</summary>
    public void SetSalt(uint high, uint low) => (_numbers[2], _numbers[3]) = (high, low);

    /// <summary>The random numbers of the present control step.</summary>
    public CounterRandom Random() =>
        new(((ulong)(uint)_numbers[2] << 32) | (uint)_numbers[3], (ulong)Steps, (uint)Core.RandomPurpose.ObservationError);

    /// <summary>Keeps the measurement of a control step.</summary>
    public void Keep(int step, in Pose eefFromObject) => eefFromObject.WriteTo(At(step));

    /// <summary>The measurement of a control step, at most <see cref="Delay"/> steps ago; that of step 0 for earlier ones.</summary>
    public Pose Kept(int step) => Pose.From(At(Math.Max(0, step)));

    private Span<double> At(int step) => _numbers.Slice(Head + (Pose.Size * (1 + (step % (Delay + 1)))), Pose.Size);
}
