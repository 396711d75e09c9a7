using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Robots;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>Puts arm and objects where an episode begins.</summary>
/// <remarks>Immutable and shared by all lanes; allocates nothing.</remarks>
internal sealed class StartProgram
{
    // Regions in which things overlap this often have no room for them; `igen task check` says so.
    private const int MaxTries = 1000;

    private readonly Region[] _regions;
    private readonly (PlacedObject Object, Pose GripFromObject)[] _inHand;
    private readonly Robot _robot;
    private readonly double _fingers, _yaw;

    public StartProgram(StartFile file, Robot robot, IReadOnlyList<Region> regions, IReadOnlyList<(PlacedObject, Pose)> inHand)
    {
        _robot = robot;
        _regions = [.. regions];
        _inHand = [.. inHand];
        _fingers = file.Fingers;
        _yaw = Geometry.Radians(file.HandYaw);
    }

    /// <summary>Places everything for one attempt.</summary>
    public void Place(SimulatedLane lane, SimulatedTask task, in EpisodeKey key)
    {
        CounterRandom random = key.Stream(RandomPurpose.Scene);
        Span<Vec3> placed = stackalloc Vec3[_regions.Length];
        for (int i = 0; i < _regions.Length; i++)
        {
            Pose pose = Draw(i, placed[..i], ref random);
            placed[i] = pose.Position;
            _regions[i].Object.Put(lane, pose);
        }

        _robot.Place(lane, task.Arm, ref random, _fingers, _yaw);
        // What is in the hand is squeezed; empty fingers stay where they are.
        lane.SetGripperOpening(_inHand.Length > 0 ? -1 : (_fingers / _robot.Arm.HalfOpen(0)) - 1);
        if (_inHand.Length == 0)
            return;
        lane.Refresh();
        foreach ((PlacedObject obj, Pose gripFromObject) in _inHand)
            obj.Put(lane, (lane.WorldFromEef * gripFromObject).Normalized);
    }

    private Pose Draw(int index, ReadOnlySpan<Vec3> placed, ref CounterRandom random)
    {
        Region region = _regions[index];
        Pose pose = region.Draw(ref random);
        if (region.Apart is not { } apart)
            return pose;
        for (int tries = 1; tries < MaxTries && Overlaps(region, pose.Position, placed, apart); tries++)
            pose = region.Draw(ref random);
        return pose;
    }

    private bool Overlaps(Region region, Vec3 position, ReadOnlySpan<Vec3> placed, double apart)
    {
        for (int other = 0; other < placed.Length; other++)
        {
            if ((placed[other] - position).Horizontal().Length < region.Radius + _regions[other].Radius + apart)
                return true;
        }

        return false;
    }

    /// <summary>Where one object is put.</summary>
    /// <param name="Object">The object.</param>
    /// <param name="At">Centre of the region, world frame, metres.</param>
    /// <param name="X">Range around it along x, metres; null for none.</param>
    /// <param name="Y">Range around it along y, metres; null for none.</param>
    /// <param name="Yaw">Range of its yaw, radians; null for its usual orientation.</param>
    /// <param name="Usual">Its usual orientation, world frame.</param>
    /// <param name="Radius">Radius of its outline seen from above, metres.</param>
    /// <param name="Apart">Distance to keep from what was placed before, metres; null for any.</param>
    internal sealed record Region(
        PlacedObject Object, Vec3 At, Interval? X, Interval? Y, Interval? Yaw, Quat Usual, double Radius, double? Apart)
    {
        /// <summary>Draws a pose, world frame.</summary>
        public Pose Draw(ref CounterRandom random)
        {
            double x = Draw(X, ref random), y = Draw(Y, ref random);
            Quat orientation = Yaw is { } yaw ? Geometry.Yaw(Draw(yaw, ref random)) : Usual;
            return new Pose(new Vec3(At.X + x, At.Y + y, At.Z), orientation);
        }

        private static double Draw(Interval? range, ref CounterRandom random) => range switch
        {
            null => 0,
            { IsPoint: true } point => point.Min,
            { } bounds => random.NextDouble(bounds.Min, bounds.Max),
        };
    }
}
