using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.NutInsertion;

/// <summary>The scripted operator of Nut Insertion: puts the held nut onto the peg.</summary>
/// <remarks>A square peg accepts every quarter turn; the hand keeps its own, that of a nut held straight.</remarks>
public sealed class NutInsertionOperator : PlacementOperator
{
    // The nut is let go with its centre 8 to 20 mm below the peg's top, and slides down the rest of it.
    private static readonly Placement Plan = new(
        NutInsertionTask.Nut,
        NutInsertionTask.Peg,
        SquareNut.HandleBack,
        EntryHeight: NutInsertionTask.PegHalfHeight + SquareNut.HalfHeight,
        MinDepth: SquareNut.HalfHeight,
        DepthShare: 1,
        AlignedOffset: 0.003,
        LetGoFinger: 0.022);

    /// <summary>Creates the operator of one lane.</summary>
    public NutInsertionOperator()
        : base(Plan)
    {
    }
}
