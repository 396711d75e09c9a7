using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka;

/// <summary>Pushes on the cube and on the hand at random moments: what a table that is bumped or a passer-by does.</summary>
/// <remarks>Drawn from the seed and the robot's own milliseconds, so that a run repeats.</remarks>
public sealed record PerturbationOptions
{
    /// <summary>Seed of the draws.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Strongest push on the cube, horizontal, newtons; 0 for none.</summary>
    public double CubeForce { get; init; }

    /// <summary>Strongest push on the hand, any direction, newtons; 0 for none.</summary>
    public double HandForce { get; init; }

    /// <summary>From one push to the next, milliseconds.</summary>
    public int Period { get; init; } = 2000;

    /// <summary>Length of a push, milliseconds.</summary>
    public int Duration { get; init; } = 100;
}

/// <summary>Applies the pushes. On the robot's thread; allocates nothing.</summary>
internal sealed class Perturbation(PerturbationOptions options, VirtualWorld world)
{
    private const uint Stream = 81;
    private const int Hand = 7;

    private bool _pushes;

    /// <summary>One millisecond.</summary>
    /// <param name="time">Of the robot's life.</param>
    public void Advance(ulong time)
    {
        if (options is { CubeForce: <= 0, HandForce: <= 0 })
            return;
        int inPeriod = (int)(time % (ulong)options.Period);
        bool pushes = inPeriod >= options.Period - options.Duration;
        if (pushes == _pushes)
            return;
        _pushes = pushes;
        var random = new CounterRandom(options.Seed, time / (ulong)options.Period, Stream);
        Vec3 cube = pushes ? Direction(ref random, isFlat: true) * (options.CubeForce * random.NextDouble()) : Vec3.Zero;
        Vec3 hand = pushes ? Direction(ref random, isFlat: false) * (options.HandForce * random.NextDouble()) : Vec3.Zero;
        world.PushCube(cube);
        world.PushLink(Hand, hand);
    }

    private static Vec3 Direction(ref CounterRandom random, bool isFlat)
    {
        double angle = random.NextDouble(0, 2 * Math.PI), height = isFlat ? 0 : random.NextDouble(-1, 1);
        double radius = Math.Sqrt(1 - (height * height));
        return new Vec3(radius * Math.Cos(angle), radius * Math.Sin(angle), height);
    }
}
