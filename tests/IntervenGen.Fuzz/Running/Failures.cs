namespace IntervenGen.Fuzz.Running;

/// <summary>Where inputs that failed are kept, and how one is told.</summary>
internal static class Failures
{
    /// <summary>Keeps an input and says how to run it again; an input that came from a file is there already.</summary>
    public static void Tell(FuzzArguments arguments, string target, long iteration, string what, Action<string> save)
    {
        string path = arguments.Input ?? Path.Combine(arguments.Folder, $"{target}-{arguments.Seed}-{iteration}.bin");
        if (arguments.Input is null)
            save(path);
        Console.WriteLine($"{target}: {(arguments.Input is null ? $"input {iteration} of seed {arguments.Seed}" : path)}: {what}");
        Console.WriteLine($"  again with: tools/fuzz {target} --input {path}");
    }
}
