using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.World;

/// <summary>Pushes the cube and the hand at the moments that are drawn. On the robot's thread; allocates nothing.</summary>
internal sealed class Perturbation(PerturbationOptions options, VirtualWorld world)
{
    private const uint Stream = 81;
    private const int Hand = 7;

    private bool _pushes;

    /// <summary>Begins or ends a push where the millisecond asks for it.</summary>
    /// <param name="time">Milliseconds since the robot's start.</param>
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
