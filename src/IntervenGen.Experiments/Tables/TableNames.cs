namespace IntervenGen.Experiments.Tables;

/// <summary>Tasks and rows of the paper's tables.</summary>
internal static class TableNames
{
    public const string Nut = "nut-insertion", TwoPiece = "two-piece-assembly", Coffee = "coffee";
    public const string NutAndPeg = "nut-and-peg-assembly", Block = "block-grasp";
    public const string Base = "Base", SourceInt = "Source Int", Weighted = "Weighted Src Int", SourceDemo = "Source Demo";
    public const string MgDemo = "MG Demo", BaseMg = "Base + MG Demo", WithoutPolicy = "I-Gen - Policy", IGen = "I-Gen";
}
