using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>Plans a transit around what is in the way: the cheapest of the straight path and paths that first withdraw.</summary>
/// <remarks>
/// A path withdraws by a height, moves across and comes down again, upwards or back along the hand's own axis. Its cost is its length,
/// and many times the length of every part on which the hand, or what it holds, is closer to anything than a margin: a mistake ends in
/// contact, so that no path is free from its first millimetre. One lane; allocates nothing, unless a path is longer than any before.
/// </remarks>
/// <param name="options">Step sizes of the approach.</param>
internal sealed class TransitPlanner(GenerationOptions options)
{
    // Metres: the distance to be kept, and how much longer a path may be to keep it for one metre.
    private const double Margin = 0.01, MetresPerMetre = 20;

    // Radians: a hand that leans less withdraws upwards as well as along itself.
    private const double Leaning = 0.35;

    // Two metres at the default speed.
    private const int UsualLength = 256;

    // Metres above the higher end, or back from both.
    private static readonly double[] s_heights = [0.01, 0.02, 0.03, 0.045, 0.06, 0.08, 0.1, 0.13, 0.16, 0.2];

    private PoseBuffer _path = new(UsualLength), _best = new(UsualLength);

    /// <summary>The poses between two poses, without these.</summary>
    /// <param name="motion">What motions of the hand would meet.</param>
    /// <param name="start">The present end-effector pose, world frame.</param>
    /// <param name="goal">The pose to go to, world frame.</param>
    /// <returns>The path, world frame, valid until the next call.</returns>
    public PoseBuffer Plan(IMotionModel motion, in Pose start, in Pose goal)
    {
        motion.Begin();
        double least = double.PositiveInfinity;
        Try(motion, start, goal, Vec3.Zero, Vec3.Zero, ref least);
        Vec3 back = BackOf(start), backAtGoal = BackOf(goal);
        bool leans = Vec3.Dot(back, Vec3.UnitZ) < Math.Cos(Leaning);
        foreach (double height in s_heights)
        {
            // To one height above both ends; no path that is longer than the best one costs can be better.
            double top = Math.Max(start.Position.Z, goal.Position.Z) + height;
            Try(motion, start, goal, Vec3.UnitZ * (top - start.Position.Z), Vec3.UnitZ * (top - goal.Position.Z), ref least);
            if (leans)
                Try(motion, start, goal, back * height, backAtGoal * height, ref least);
        }

        return _best;
    }

    // The hand points along its own z axis.
    private static Vec3 BackOf(in Pose worldFromEef) => -worldFromEef.Orientation.Rotate(Vec3.UnitZ);

    private void Try(IMotionModel motion, in Pose start, in Pose goal, Vec3 away, Vec3 down, ref double least)
    {
        Pose above = start with { Position = start.Position + away }, over = goal with { Position = goal.Position + down };
        double length = away.Length + (over.Position - above.Position).Length + down.Length;
        if (length >= least)
            return;
        Lay(start, above, over, goal);
        double cost = Cost(motion, length, least);
        if (cost < least)
        {
            least = cost;
            (_path, _best) = (_best, _path);
        }
    }

    private void Lay(in Pose start, in Pose above, in Pose over, in Pose goal)
    {
        int up = Steps(start, above), across = Steps(above, over), down = Steps(over, goal);
        // The last pose is the segment's own first.
        int count = Math.Max(options.InterpolationMinimum, up + across + down - 1);
        across += count - (up + across + down - 1);
        if (_path.Capacity < count)
            _path = new PoseBuffer(count);
        _path.Resize(0);
        Add(start, above, up, count);
        Add(above, over, across, count);
        Add(over, goal, down, count);
    }

    private void Add(in Pose start, in Pose goal, int steps, int count)
    {
        for (int step = 1; step <= steps && _path.Count < count; step++)
            _path.Add(Pose.Interpolate(start, goal, (double)step / steps));
    }

    private int Steps(in Pose start, in Pose goal) => WaypointPath.StepsBetween(start, goal, detour: 0, options);

    private double Cost(IMotionModel motion, double length, double least)
    {
        double cost = length, perStep = length * MetresPerMetre / Math.Max(1, _path.Count);
        for (int step = 0; step < _path.Count && cost < least; step++)
        {
            double lacking = Math.Clamp((Margin - motion.ClearanceAt(_path[step])) / Margin, 0, 1);
            cost += perStep * lacking;
        }

        return cost;
    }
}
