using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>How one worker's lanes get their actions from a policy: the pipeline is written once over this.</summary>
/// <remarks>
/// Lanes fall into <see cref="Halves"/> groups. The loop submits one group's observations and, while they are being
/// evaluated, steps another's physics. One worker's thread alone.
/// </remarks>
internal abstract class LaneInference : IDisposable
{
    /// <summary>Groups of lanes that take turns.</summary>
    public abstract int Halves { get; }

    /// <summary>The lanes of a group: from <c>First</c> up to <c>End</c>.</summary>
    public abstract (int First, int End) Lanes(int half);

    /// <summary>Forgets a lane's memory and keys its randomness; not between its group's submission and return.</summary>
    public abstract void Begin(int lane, in EpisodeKey key);

    /// <summary>Where a lane's observation is to be written.</summary>
    public abstract Span<float> Observation(int lane);

    /// <summary>A lane's action after its group's <see cref="Await"/>.</summary>
    public abstract ReadOnlySpan<float> Action(int lane);

    /// <summary>Asks for the actions of these lanes, all of one group.</summary>
    public abstract void Submit(int half, ReadOnlySpan<int> lanes);

    /// <summary>Waits for what the group submitted last; rethrows what went wrong there.</summary>
    public abstract void Await(int half);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>The worker evaluates its own lanes, in one group, on its own thread: for policies on the CPU.</summary>
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
