using IntervenGen.Episodes;
using IntervenGen.Learning.Policies;

namespace IntervenGen;

/// <summary>Finds the robot of an input, for runs that do not name one.</summary>
internal static class InputRobot
{
    /// <summary>The robot that made a dataset.</summary>
    public static string OfDataset(string folder)
    {
        using EpisodeStore store = EpisodeStore.Open(folder);
        return EpisodeReplayer.RobotOf(store.Manifest);
    }

    /// <summary>The robot that a policy learned on; null where it does not say, or learned on several.</summary>
    public static string? OfPolicy(string source) =>
        PolicyFormats.Inspect(source).Robot is { } robot && !robot.Contains('+', StringComparison.Ordinal) ? robot : null;
}
