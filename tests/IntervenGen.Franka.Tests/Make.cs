using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Tests;

/// <summary>Things that tests need.</summary>
internal static class Make
{
    public static FciVersion Version(int number) =>
        FciVersion.TryFind(number, out FciVersion? version) ? version : throw new ArgumentOutOfRangeException(nameof(number));

    /// <summary>A state in which every number is another, and each is exact in 32 bits.</summary>
    public static RobotState State(ulong id)
    {
        var state = new RobotState
        {
            MessageId = id,
            RobotMode = RobotMode.Reflex,
            ControllerMode = ControllerMode.ExternalController,
            MotionGeneratorMode = MotionGeneratorMode.JointVelocity,
            Errors = default(RobotErrors).With(3).With(40),
            ReflexReason = default(RobotErrors).With(0).With(25),
            CommandSuccessRate = 0.75,
        };
        double number = id;
        foreach (StateField field in Enum.GetValues<StateField>())
        {
            foreach (ref double value in state[field])
                value = number += 0.125;
        }

        return state;
    }

    public static void AllocatesNothing(Action action)
    {
        action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            action();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
