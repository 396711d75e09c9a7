using IntervenGen.Core;
using IntervenGen.Episodes.Hdf5;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>Isaac Lab's layout under MimicGen's names: what is generated from stands among the observations there, by end
/// effector.</summary>
internal static class IsaacLabDemonstration
{
    private const string ObjectPoses = "object_pose", Targets = "target_eef_pose", Fingers = "gripper_pos";

    // What is there beside, and why it is left.
    private static readonly string[] s_passedOn = [RobomimicNames.Actions, RobomimicNames.Rewards, RobomimicNames.Dones];

    /// <summary>Whether a demonstration has this layout.</summary>
    public static bool Is(Hdf5ReaderGroup demo) =>
        demo.Exists(RobomimicNames.Observations + "/" + RobomimicNames.Generation)
        || (demo.Exists("initial_state") && !demo.Exists(RobomimicNames.Generation));

    /// <summary>The demonstration as MimicGen would have it.</summary>
    /// <param name="demo">As it stands in the file.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="UsageException">It has no generation info, or several hands.</exception>
    public static IArrayGroup Of(Hdf5ReaderGroup demo, string path)
    {
        var view = new ArrayView(demo.Path);
        view.Add(RobomimicNames.Samples, demo.TryReadInteger(RobomimicNames.Samples));
        foreach (string name in s_passedOn.Where(demo.Exists))
            view.Add(name, demo, name);
        foreach (string name in demo.Names().Except([.. s_passedOn, RobomimicNames.Observations]))
            view.Add(name, new ArrayView($"{demo.Path}/{name}"));
        if (demo.TryOpenGroup(RobomimicNames.Observations) is not { } observations)
            return view;
        var seen = new ArrayView(observations.Path);
        foreach (string name in observations.Names().Where(name => name != RobomimicNames.Generation))
            seen.Add(name == Fingers ? RobomimicNames.FingerPositions : name, observations, name);
        view.Add(RobomimicNames.Observations, seen);
        if (observations.TryOpenGroup(RobomimicNames.Generation) is { } info)
            view.Add(RobomimicNames.Generation, Info(info, path));
        return view;
    }

    /// <summary>Whether the file says that a demonstration failed.</summary>
    public static bool Failed(Hdf5ReaderGroup demo)
    {
        try
        {
            return demo.TryReadInteger("success") == 0;
        }
        catch (EpisodeFormatException)
        {
            // Some other kind of attribute says nothing about it.
            return false;
        }
    }

    private static ArrayView Info(Hdf5ReaderGroup info, string path)
    {
        var view = new ArrayView(info.Path);
        OfHand(view, RobomimicNames.EefPose, info, RobomimicNames.EefPose, path);
        OfHand(view, RobomimicNames.TargetPose, info, Targets, path);
        if (info.TryOpenGroup(ObjectPoses) is { } objects)
            view.Add(RobomimicNames.ObjectPoses, objects);
        if (info.TryOpenGroup(RobomimicNames.Signals) is { } signals)
            view.Add(RobomimicNames.Signals, signals);
        return view;
    }

    // One dictionary entry for each hand: only one can be replayed.
    private static void OfHand(ArrayView view, string name, Hdf5ReaderGroup info, string theirs, string path)
    {
        if (info.TryOpenGroup(theirs) is not { } hands)
            return;
        IReadOnlyList<string> names = hands.Names();
        if (names.Count != 1)
            throw new UsageException(
                $"'{path}', {hands.Path}: {names.Count} end effectors ({string.Join(", ", names)}); one arm is needed");
        view.Add(name, hands, names[0]);
    }
}
