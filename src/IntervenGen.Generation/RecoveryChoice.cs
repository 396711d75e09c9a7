using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>Selects a source segment and loads it moved into the scene; with checks, until one fits.</summary>
/// <remarks>One lane; allocates as <see cref="WaypointPath"/> does.</remarks>
/// <param name="segments">Source segments of every subtask.</param>
/// <param name="options">How segments are selected, and whether they are checked.</param>
/// <param name="replay">Where the chosen one is loaded.</param>
internal sealed class RecoveryChoice(IReadOnlyList<SourceSegment> segments, GenerationOptions options, OpenLoopReplay replay)
{
    // Of ten sources, all but a few are seen in as many draws.
    private const int MaxDraws = 20;

    private readonly SourceSelection _selection = new(segments, options.Selection, options.SelectionNeighbours);

    /// <summary>Draws a segment and moves it to where its object is.</summary>
    /// <param name="attempt">The attempt, at the subtask to be replayed.</param>
    /// <param name="random">The attempt's selection stream.</param>
    /// <returns>The loaded segment; null where none of those drawn can be carried out.</returns>
    public SourceSegment? LoadFitting(Attempt attempt, ref CounterRandom random)
    {
        for (int draw = 0; draw < MaxDraws; draw++)
        {
            SourceSegment segment = Draw(attempt, ref random);
            replay.Load(segment, attempt.Environment);
            if (!options.ChecksRecoveries || attempt.Environment.Motion is not { } motion || replay.Fits(motion))
                return segment;
        }

        replay.Clear();
        return null;
    }

    /// <summary>Draws a segment without loading it.</summary>
    public SourceSegment Draw(Attempt attempt, ref CounterRandom random) => _selection.Pick(attempt, ref random);
}
