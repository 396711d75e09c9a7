using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Learning.Policies;

namespace IntervenGen;

/// <summary>The data or policy that a run begins with: it names the task and the robot where the user does not.</summary>
/// <remarks>Files are read when they are asked for, so that what is said on the command line is checked first.</remarks>
internal sealed class RunInput
{
    private readonly Func<string> _task;
    private readonly Func<string?> _robot;
    private readonly Func<Observability?> _feels;

    private RunInput(Func<string> task, Func<string?> robot, Func<Observability?> feels) => (_task, _robot, _feels) = (task, robot, feels);

    /// <summary>Name of its task.</summary>
    public string Task => _task();

    /// <summary>Its robot; null where it does not say, or has learned on several.</summary>
    public string? Robot => _robot();

    /// <summary>What it observes of the force at the wrist, and so must whatever is done with it; null for nothing.</summary>
    public Observability? Feels => _feels();

    /// <summary>A dataset.</summary>
    public static RunInput OfData(string folder)
    {
        Lazy<StoreManifest> manifest = Once(() =>
        {
            using EpisodeStore store = EpisodeStore.Open(folder);
            return store.Manifest;
        });
        return new RunInput(() => InputTask.Of(manifest.Value), () => EpisodeReplayer.RobotOf(manifest.Value),
            () => EpisodeReplayer.ObservabilityOf(manifest.Value) is var seen && seen.Feels() ? seen : null);
    }

    /// <summary>A policy.</summary>
    public static RunInput OfPolicy(string source)
    {
        Lazy<PolicyFacts> facts = Once(() => PolicyFormats.Inspect(source));
        return new RunInput(() => InputTask.Of(facts.Value, source), () => RobotOf(facts), () => FeelsOf(facts));
    }

    // Read once if that works; what failed is tried again, and says again why.
    private static Lazy<T> Once<T>(Func<T> read) => new(read, LazyThreadSafetyMode.PublicationOnly);

    private static Observability? FeelsOf(Lazy<PolicyFacts> facts)
    {
        try
        {
            return facts.Value.Feels;
        }
        catch (IntervenGenException)
        {
            return null;
        }
    }

    // What is wrong with a policy is said when it is loaded: a model that cannot be used is said before.
    private static string? RobotOf(Lazy<PolicyFacts> facts)
    {
        try
        {
            return facts.Value.Robot is { } robot && !robot.Contains('+', StringComparison.Ordinal) ? robot : null;
        }
        catch (IntervenGenException)
        {
            return null;
        }
    }
}
