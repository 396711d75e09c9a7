namespace IntervenGen.Cli.Commands.Common;

/// <summary>Places for results: checked before the work, so that an hour's result does not find its place taken.</summary>
internal static class Outputs
{
    /// <summary>The option that lets a result replace an earlier one.</summary>
    public static Option<bool> OverwriteOption() => new("--overwrite") { Description = "Replace what is there under that name." };

    /// <summary>Makes the folders above a file.</summary>
    public static void ForFile(string path)
    {
        if (Directory.Exists(path))
            throw new UsageException($"'{path}' is a folder; a file is to be written there");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } above)
            OutputFolder.Ensure(above);
    }
}
