namespace IntervenGen.Learning.Robomimic;

/// <summary>Names that reader and writer share.</summary>
internal static class RobomimicNames
{
    /// <summary>The entry for what robomimic has none; it passes over entries that it does not know.</summary>
    public const string Origin = "intervengen";
}
