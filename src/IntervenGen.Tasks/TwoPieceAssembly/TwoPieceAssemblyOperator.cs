using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.TwoPieceAssembly;

/// <summary>The scripted operator of 2-Piece Assembly: puts the held piece into the ring.</summary>
public sealed class TwoPieceAssemblyOperator : PlacementOperator
{
    // The plate sinks 38 mm in all; it is let go in the last 2 to 14 mm, where the ring already guides it.
    private static readonly Placement Plan = new(
        TwoPieceAssemblyTask.Piece,
        TwoPieceAssemblyTask.Base,
        TwoPieceAssemblyTask.PieceStraight,
        EntryHeight: TwoPieceAssemblyTask.SeatedHeight + TwoPieceAssemblyTask.RingHeight,
        MinDepth: 0.016,
        DepthShare: 1,
        AlignedOffset: 0.003,
        LetGoFinger: 0.023);

    /// <summary>Creates the operator of one lane.</summary>
    public TwoPieceAssemblyOperator()
        : base(Plan)
    {
    }
}
