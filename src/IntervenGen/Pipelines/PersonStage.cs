using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Experiments;

namespace IntervenGen;

/// <summary>A stage in which a person records episodes in the browser: says how, and waits until they are there.</summary>
internal sealed class PersonStage(Recipe recipe, string path, IReadOnlyList<Artifact> inputs, RunMonitor monitor)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>The command by which a person records the episodes.</summary>
    public string Command
    {
        get
        {
            var settings = (PersonSettings)recipe.Settings;
            string scene = settings.Scene.Observability == Observability.Full ? "" : $" --observability {settings.Scene.Observability}";
            string robot = recipe.Robot is { } name ? $" --robot {name}" : "";
            string asking = settings.Trigger is { } trigger ? $" --trigger '{trigger.Path}'" : "";
            string how = settings.IsOffline ? " --mode offline"
                : inputs.Count == 0 ? " --mode demonstrations"
                : $" --policy '{inputs[0].Path}'{asking}";
            return $"igen teleop --task {recipe.Task}{robot}{scene}{how} --episodes {settings.Episodes} --out '{path}'";
        }
    }

    /// <summary>Waits for the episodes.</summary>
    /// <exception cref="OperationCanceledException">The run was stopped; the same command waits again.</exception>
    public Artifact Await(CancellationToken cancellation)
    {
        bool told = false;
        while (true)
        {
            if (TryRead() is { } artifact)
                return artifact;
            if (!told)
                monitor.Say($"  waiting for {recipe.Title}: {Command}");
            told = true;
            if (cancellation.WaitHandle.WaitOne(s_interval))
                throw new OperationCanceledException(cancellation);
        }
    }

    /// <summary>The episodes, if they are complete and enough; a session that was ended early is opened again by the command.</summary>
    public Artifact? TryRead()
    {
        if (!EpisodeStore.Exists(path))
            return null;
        using EpisodeStore store = EpisodeStore.Open(path);
        return store.Manifest.IsComplete && store.KeptCount >= ((PersonSettings)recipe.Settings).Episodes
            ? StageArtifacts.Of(recipe, DatasetResult.Read(path, 0, reused: false))
            : null;
    }
}
