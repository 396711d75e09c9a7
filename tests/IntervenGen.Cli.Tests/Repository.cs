namespace IntervenGen.Cli.Tests;

/// <summary>The checkout that these tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "IntervenGen.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
