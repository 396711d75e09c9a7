using System.CommandLine;
using IntervenGen.Core;

namespace IntervenGen.Cli;

/// <summary>Places for results: checked before the work, so that an hour's result does not find its place taken.</summary>
internal static class Outputs
{
    /// <summary>The option that lets a result replace an earlier one.</summary>
    public static Option<bool> OverwriteOption() => new("--overwrite") { Description = "Replace what is there under that name." };

    /// <summary>Makes a folder, with those above it.</summary>
    public static void Folder(string path)
    {
        if (File.Exists(path))
            throw new UsageException($"'{path}' is a file; a folder is to be made there");
        Directory.CreateDirectory(path);
    }

    /// <summary>Makes the folders above a file.</summary>
    public static void ForFile(string path)
    {
        if (Directory.Exists(path))
            throw new UsageException($"'{path}' is a folder; a file is to be written there");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } above)
            Folder(above);
    }
}
