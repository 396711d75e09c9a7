using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Episodes.Robomimic;
using IntervenGen.Learning;

namespace IntervenGen;

/// <summary>The windows that a training learns from, and those that are held out.</summary>
/// <param name="Set">What is learned from.</param>
/// <param name="HeldOut">Windows of held-out episodes; null where none are held out.</param>
internal sealed record TrainingInputs(TrainingSet Set, TrainingSet? HeldOut)
{
    /// <summary>Reads the datasets of a request, and says what a user would want to know about them.</summary>
    /// <exception cref="UsageException">A dataset was imported as sources alone.</exception>
    public static TrainingInputs Load(Workspace workspace, TrainRequest request, RunMonitor monitor)
    {
        if (request.Data.Count == 0)
            throw new UsageException("no dataset is given to learn from");
        var inputs = new TrainingInputs(
            new TrainingSet(workspace.Spec), request.ValidFraction > 0 ? new TrainingSet(workspace.Spec) : null);
        var robots = new SortedSet<string>(StringComparer.Ordinal);
        var observabilities = new SortedSet<string>(StringComparer.Ordinal);
        foreach (TrainingInput input in request.Data)
        {
            using EpisodeStore store = EpisodeStore.Open(input.Folder);
            if (store.Manifest.Config[RobomimicReader.NotForTrainingKey] is { } reason && !request.AnyData)
                throw new UsageException(
                    $"'{input.Folder}' was imported as sources alone: {reason}; generate from it, or add --any-data to learn from it " +
                    "all the same");
            inputs.Add(store, input, request, monitor);
            robots.Add(EpisodeReplayer.RobotOf(store.Manifest));
            if (store.Manifest.Kind.HoldsInterventions())
                observabilities.Add(EpisodeReplayer.ObservabilityOf(store).ToString());
        }

        inputs.Set.Robot = string.Join('+', robots);
        if (robots.Count > 1)
            monitor.Say($"  warning: episodes of different robots are learned from together ({inputs.Set.Robot})");
        inputs.Set.Observability = string.Join('+', observabilities);
        if (observabilities.Count > 1)
            monitor.Say(
                $"  warning: interventions of different observability are learned from together ({inputs.Set.Observability}): what a " +
                "contact reveals differs between them");
        return inputs;
    }

    private void Add(EpisodeStore store, TrainingInput input, TrainRequest request, RunMonitor monitor)
    {
        var named = new TrainingGroup
        {
            Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(input.Folder)),
            Digest = store.Manifest.Totals?.Digest ?? store.ComputeDigest(),
            Operator = store.Manifest.Operator,
            Weight = input.Weight,
        };
        if (Set.Groups.FirstOrDefault(other => other.Digest == named.Digest && other.Filter == input.Filter) is { } twin)
            monitor.Say($"  note: '{input.Folder}' holds the same episodes as '{twin.Name}', and counts twice");
        bool[]? heldOut = HeldOut is null ? null : HeldOutEpisodes.Choose(store, request.ValidFraction, request.Seed, Set.Groups.Count);
        int episodes = input.MaxEpisodes ?? int.MaxValue;
        TrainingGroup group = Set.Add(store, input.Filter, named, episode => episode < episodes && heldOut?[episode] != true);
        if (heldOut is not null)
            HeldOut!.Add(store, input.Filter, named, episode => episode < episodes && heldOut[episode]);
        if (group.LeftOut > 0)
            monitor.Say($"  '{input.Folder}': {group.LeftOut} of {store.Count} episodes did not succeed and are left out");
        if (!store.Manifest.IsComplete)
            monitor.Say($"  note: '{input.Folder}' is not complete; its {store.Count} episodes so far are learned from");
    }
}
