using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>A demonstration's motion at its own control rate, which can be resampled to ours.</summary>
internal sealed record ForeignMotion
{
    /// <summary>Measured end-effector poses before the actions, world frame, shape [T].</summary>
    public required Pose[] Eef { get; init; }

    /// <summary>Commanded end-effector poses, world frame, shape [T].</summary>
    public required Pose[] Target { get; init; }

    /// <summary>Object poses, world frame, shape [objects][T].</summary>
    public required Pose[][] Objects { get; init; }

    /// <summary>Gripper commands in our convention, +1 close, −1 open, shape [T].</summary>
    public required double[] Gripper { get; init; }

    /// <summary>Index of the subtask of every step, shape [T].</summary>
    public required byte[] Subtask { get; init; }

    /// <summary>Whether the policy acted, shape [T].</summary>
    public required bool[] ByPolicy { get; init; }

    /// <summary>Whether the task is done after the step, shape [T].</summary>
    public required bool[] Succeeds { get; init; }

    /// <summary>Number of steps, T.</summary>
    public int Count => Eef.Length;

    /// <summary>The same motion at another rate.</summary>
    /// <param name="from">Present control rate, steps per second.</param>
    /// <param name="to">New control rate, steps per second.</param>
    /// <remarks>
    /// Measured poses are interpolated at the new steps' beginnings. A target is where the hand is to be when its step ends, so
    /// targets are interpolated over the steps' ends, from the first measured pose on. What changes in jumps (gripper, subtask,
    /// success) is taken from the last step of the file that lies in the new one.
    /// </remarks>
    public ForeignMotion Resampled(double from, double to)
    {
        double stretch = from / to;
        int count = Math.Max(1, (int)Math.Floor(Count / stretch));
        Pose At(Pose[] poses, double step)
        {
            int before = Math.Clamp((int)Math.Floor(step), 0, Count - 1), after = Math.Min(before + 1, Count - 1);
            return Pose.Interpolate(poses[before], poses[after], Math.Clamp(step - before, 0, 1));
        }

        Pose TargetAt(double end)
        {
            double step = end - 1;
            return step >= 0 ? At(Target, step) : Pose.Interpolate(Eef[0], Target[0], Math.Clamp(end, 0, 1));
        }

        int Last(int step) => Math.Clamp((int)Math.Ceiling(((step + 1) * stretch) - 1e-9) - 1, 0, Count - 1);
        T[] Jumps<T>(T[] values) => [.. Enumerable.Range(0, count).Select(step => values[Last(step)])];
        return new ForeignMotion
        {
            Eef = [.. Enumerable.Range(0, count).Select(step => At(Eef, step * stretch))],
            Target = [.. Enumerable.Range(0, count).Select(step => TargetAt((step + 1) * stretch))],
            Objects = [.. Objects.Select(poses => Enumerable.Range(0, count).Select(step => At(poses, step * stretch)).ToArray())],
            Gripper = Jumps(Gripper),
            Subtask = Jumps(Subtask),
            ByPolicy = Jumps(ByPolicy),
            Succeeds = Jumps(Succeeds),
        };
    }

    /// <summary>The arm's numbers of an action that leads from the measured pose to the target, clipped to what a step can do.</summary>
    /// <param name="step">The step.</param>
    /// <param name="action">Shape [3] for translations or [6] with turns.</param>
    public void ArmAction(int step, Span<float> action)
    {
        const double metres = RobomimicConventions.MetresPerAction, radians = RobomimicConventions.RadiansPerAction;
        Vec3 displacement = Target[step].Position - Eef[step].Position;
        Vec3 turn = (Target[step].Orientation * Eef[step].Orientation.Conjugate).Log();
        ReadOnlySpan<double> numbers =
            [displacement.X / metres, displacement.Y / metres, displacement.Z / metres, turn.X / radians, turn.Y / radians,
                turn.Z / radians];
        for (int i = 0; i < action.Length; i++)
            action[i] = (float)Math.Clamp(numbers[i], -1, 1);
    }
}
