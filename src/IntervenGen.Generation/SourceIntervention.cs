using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>A whole source intervention, mistakes and recoveries, as segments in order.</summary>
/// <remarks>Immutable once made; shared by all workers.</remarks>
public sealed class SourceIntervention
{
    private SourceIntervention(int episode, IReadOnlyList<(StepMode Mode, SourceSegment Segment)> parts, Pose[] beliefs)
    {
        Episode = episode;
        Parts = parts;
        WorldFromBelief = beliefs;
    }

    /// <summary>Index of the source episode.</summary>
    public int Episode { get; }

    /// <summary>
    /// Segments in order: mistakes (<see cref="StepMode.Policy"/>, or <see cref="StepMode.Mistake"/> if made on purpose) and
    /// recoveries.
    /// </summary>
    public IReadOnlyList<(StepMode Mode, SourceSegment Segment)> Parts { get; }

    /// <summary>Believed pose of every object at the first step, world frame.</summary>
    public IReadOnlyList<Pose> WorldFromBelief { get; }

    /// <summary>Length of the longest segment, steps.</summary>
    public int LongestPart => Parts.Max(part => part.Segment.Length);

    /// <summary>Extracts every episode that holds a mistake followed by a recovery by the operator.</summary>
    /// <exception cref="UsageException">No episode holds both.</exception>
    public static IReadOnlyList<SourceIntervention> Extract(IEpisodeSource source, IReadOnlyList<SubtaskSpec> subtasks)
    {
        var interventions = new List<SourceIntervention>();
        for (int episode = 0; episode < source.Count; episode++)
        {
            // A store may hold failed and discarded episodes to be looked at.
            if (source.Summary(episode).Reason != AttemptReason.Kept)
                continue;
            EpisodeBuffer steps = SourceReach.Read(source, episode);
            IReadOnlyList<(StepMode Mode, SourceSegment Segment)> parts = SourceSegment.CutAll(episode, steps, subtasks);
            if (parts.Count < 2 || !IsMistake(parts[0].Mode) || parts[^1].Mode != StepMode.Human)
                continue;
            var beliefs = new Pose[source.Layout.ObjectCount];
            for (int obj = 0; obj < beliefs.Length; obj++)
                beliefs[obj] = steps.BelievedPose(0, obj);
            interventions.Add(new SourceIntervention(episode, parts, beliefs));
        }

        return interventions.Count > 0
            ? interventions
            : throw new UsageException(
                $"the source dataset for '{source.Task}' has {source.Count} episodes and none with a mistake and its recovery");
    }

    /// <summary>Whether steps of this mode are a mistake that leads to a recovery.</summary>
    internal static bool IsMistake(StepMode mode) => mode is StepMode.Policy or StepMode.Mistake;
}
