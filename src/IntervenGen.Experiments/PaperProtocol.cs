namespace IntervenGen.Experiments;

/// <summary>The paper's protocol: of forty checkpoints the one whose fifty rollouts succeed most often, and their share.</summary>
internal static class PaperProtocol
{
    /// <summary>What the names of its columns have after those of the columns they belong to.</summary>
    public const string BestOf = ", best of 40", ChosenOnHeldOut = ", that one held out";
}
