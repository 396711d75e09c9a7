using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>Sizes beyond which a store is refused: they are believed when memory and disk are asked for.</summary>
/// <remarks>A thousand times what any task here needs. A hash only shows that nothing fell over by accident.</remarks>
internal static class StoreLimits
{
    /// <summary>Bytes of one episode, at most.</summary>
    public const long MaxEpisodeBytes = 1L << 30;

    /// <summary>Bytes of one shard, at most.</summary>
    public const long MaxShardBytes = 4L << 30;

    private const int MaxNumbers = 1 << 20, MaxNames = 4096, MaxStepBytes = 1 << 24;
    private const int MaxHorizon = 10_000_000;
    private const double MaxControlPeriod = 60;

    /// <summary>Refuses a manifest whose numbers cannot be worked with.</summary>
    public static void Check(StoreManifest manifest, ManifestReader json)
    {
        void Within(string what, long value, long min, long max)
        {
            if (value < min || value > max)
                json.Refuse(what, $"is {value}", $"between {min} and {max}");
        }

        Within("number of observations", manifest.Observations.Count, 1, MaxNames);
        Within("number of objects", manifest.Objects.Count, 0, MaxNames);
        Within("number of subtasks", manifest.Subtasks.Count, 0, byte.MaxValue);
        Within("sum of observation sizes", manifest.Observations.Sum(field => (long)field.Size), 1, MaxNumbers);
        Within("key 'actionSize'", manifest.ActionSize, 1, MaxNames);
        Within("key 'stateSize'", manifest.StateSize, 0, MaxNumbers);
        Within("key 'horizon'", manifest.Horizon, 0, MaxHorizon);
        Within("key 'shardBytes'", manifest.ShardBytes, 0, MaxShardBytes);
        foreach (SubtaskSpec subtask in manifest.Subtasks)
            Within($"reference object of subtask '{subtask.Name}'", subtask.ReferenceObject, 0, manifest.Objects.Count - 1);
        if (manifest.ControlPeriod is not (> 0 and <= MaxControlPeriod))
            json.Refuse("key 'controlPeriod'", $"is {manifest.ControlPeriod}", $"above 0 and at most {MaxControlPeriod}");
        int stride = manifest.CreateLayout().Stride;
        Within("bytes of a step", stride, 1, MaxStepBytes);
        Within("bytes of an episode of full horizon", (long)stride * manifest.Horizon, 0, MaxEpisodeBytes);
    }

    /// <summary>What is wrong with the labels of an episode's steps; null if nothing is.</summary>
    /// <param name="episode">As it was read.</param>
    /// <param name="subtasks">Subtasks of the task.</param>
    public static string? WrongLabel(EpisodeBuffer episode, int subtasks)
    {
        for (int step = 0; step < episode.Count; step++)
        {
            if (episode.Mode(step) > StepMode.Mistake)
                return $"step {step} has the mode {(byte)episode.Mode(step)}";
            if (episode.Subtask(step) >= Math.Max(1, subtasks))
                return $"step {step} is of subtask {episode.Subtask(step)} of {subtasks}";
        }

        return null;
    }
}
