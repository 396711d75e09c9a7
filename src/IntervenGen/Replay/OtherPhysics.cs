using IntervenGen.Episodes;

namespace IntervenGen;

/// <summary>Whether a dataset was simulated by another release of MuJoCo than runs here. Between releases contacts differ in number,
/// order and solution, so that no episode repeats bit for bit.</summary>
internal static class OtherPhysics
{
    /// <summary>Both releases in words; null where they are one, or where nothing was simulated.</summary>
    public static string? Than(StoreVersions made) => made.MuJoCo.Length == 0 || made.MuJoCo == Workspace.Versions.MuJoCo
        ? null
        : $"made with MuJoCo {made.MuJoCo}, here {Workspace.Versions.MuJoCo}";

    /// <summary>Why episodes do not repeat, in one line.</summary>
    public static string Explain(StoreVersions made)
    {
        if (Than(made) is { } both)
            return $"{both}: not expected to be exact";
        // Two machines or two versions may well differ: said, so that nobody hunts for another reason.
        return made != Workspace.Versions
            ? $"recorded with {made.Describe()}; this is {Workspace.Versions.Describe()}"
            : $"recorded with just what runs here, {Workspace.Versions.Describe()}: these steps are not as they were simulated";
    }
}
