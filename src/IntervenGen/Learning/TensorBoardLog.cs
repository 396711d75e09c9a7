using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Generation;
using IntervenGen.Learning;
using IntervenGen.Learning.Policies;

namespace IntervenGen;

/// <summary>Shows a training in TensorBoard: losses, speed, rollouts with their interval, and how one of them ended.</summary>
/// <param name="events">Receives them.</param>
/// <param name="workspace">The task, for the pictures.</param>
/// <param name="monitor">Is told where there are no pictures.</param>
internal sealed class TensorBoardLog(EventFile events, Workspace workspace, RunMonitor monitor) : IDisposable
{
    private const int Width = 320, Height = 240;

    private bool _canDraw = true;

    public void Training(TrainingProgress progress)
    {
        events.Scalar("loss/training", progress.Step, progress.Loss);
        events.Scalar("gradient_steps_per_second", progress.Step, progress.StepsPerSecond);
    }

    public void Validation(long step, double loss) => events.Scalar("loss/validation", step, loss);

    public void Success(long step, SuccessInterval success)
    {
        events.Scalar("rollouts/success", step, success.Rate);
        events.Scalar("rollouts/success_low", step, success.Low);
        events.Scalar("rollouts/success_high", step, success.High);
    }

    /// <summary>Adds the last state of a rollout; on a machine that cannot draw, a note instead, once.</summary>
    /// <param name="step">The checkpoint's gradient step.</param>
    /// <param name="policy">Its policy.</param>
    /// <param name="keys">The rollouts' scenes; the first of them is shown.</param>
    /// <param name="cancellation">Stops the rollout.</param>
    public void Rollout(long step, RecurrentPolicy policy, EpisodeKey keys, CancellationToken cancellation)
    {
        if (!_canDraw)
            return;
        using var folder = new ScratchFolder(null);
        string dataset = System.IO.Path.Combine(folder.Path, "rollout.igen");
        // The policy stays the caller's.
        var loaded = new LoadedPolicy(policy, new PolicyFacts("checkpoint", "", null));
        new DatasetRuns(workspace, RunMonitor.Silent, cancellation).KeepRollouts(dataset, loaded, keys, 1);
        using EpisodeStore store = EpisodeStore.Open(dataset);
        try
        {
            using var renderer = new EpisodeRenderer(store, workspace.Model, Width, Height);
            EpisodeBuffer episode = store.Read(0);
            events.Picture(
                "rollouts/last_state", step, PngWriter.Encode(renderer.Draw(episode, episode.Count - 1), Width, Height), Width, Height);
        }
        catch (NativeException exception)
        {
            _canDraw = false;
            monitor.Say($"  no pictures for TensorBoard: {exception.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => events.Dispose();
}
