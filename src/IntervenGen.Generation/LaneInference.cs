using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>How one worker's lanes get their actions from a policy; the worker's loop is written over this alone.</summary>
/// <remarks>
/// Lanes fall into <see cref="Halves"/> groups. The loop submits one group's observations and, while they are being
/// evaluated, steps another's physics. One worker's thread alone.
/// </remarks>
internal abstract class LaneInference : IDisposable
{
    /// <summary>Number of groups of lanes that take turns.</summary>
    public abstract int Halves { get; }

    /// <summary>The lanes of a group: from <c>First</c> up to, but not including, <c>End</c>.</summary>
    public abstract (int First, int End) Lanes(int half);

    /// <summary>
    /// Starts an episode on a lane: clears its recurrent state and keys its random stream; not while its group is being
    /// evaluated.
    /// </summary>
    public abstract void Begin(int lane, in EpisodeKey key);

    /// <summary>The observation of a lane, written by the caller, shape [observation size].</summary>
    public abstract Span<float> Observation(int lane);

    /// <summary>The action of a lane after its group's <see cref="Await"/>, shape [action size].</summary>
    public abstract ReadOnlySpan<float> Action(int lane);

    /// <summary>Starts the evaluation of these lanes, all of one group.</summary>
    public abstract void Submit(int half, ReadOnlySpan<int> lanes);

    /// <summary>Waits for the group's last submission; rethrows an exception from its evaluation.</summary>
    public abstract void Await(int half);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>Evaluates a worker's own lanes, in one group, on the worker's thread: for policies on the CPU.</summary>
internal sealed class LocalInference(IPolicySession? session, int lanes) : LaneInference
{
    public override int Halves => 1;

    public override (int First, int End) Lanes(int half) => (0, lanes);

    public override void Begin(int lane, in EpisodeKey key) => session?.Begin(lane, key);

    public override Span<float> Observation(int lane) => session!.Observation(lane);

    public override ReadOnlySpan<float> Action(int lane) => session!.Action(lane);

    public override void Submit(int half, ReadOnlySpan<int> lanes) => session?.Infer(lanes);

    public override void Await(int half)
    {
    }

    public override void Dispose() => session?.Dispose();
}
